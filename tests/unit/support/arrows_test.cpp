// Rules about the code, as tests: who may include whom (the arrows of the layout), how long a file may be,
// and that nothing is left for later. A message names the replacement.

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace peapod::test {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLinesMax = 400;

struct Module {
  std::string_view folder;
  std::vector<std::string_view> may_include;  // Prefixes, beside its own folder.
  bool pure = false;                          // Only kPureHeaders of the system.
  std::string_view instead;
};

const std::vector<Module>& modules() {
  static const std::vector<Module> all = {
      {"config", {}, false, "config knows text and types only: hand what it needs in, let firmware-agent join the two"},
      {"platform", {}, false, "platform takes plain arguments: let firmware-agent translate from what it knows"},
      {"firmware-agent/core", {}, true, "core decides and does nothing: take it as an argument, an event or an action"},
      {"firmware-agent/http", {"platform/sys/"}, false, "http moves bytes: let api and runtime give it meaning"},
      {"firmware-agent/runtime",
       {"config/", "platform/", "firmware-agent/core/", "firmware-agent/http/"},
       false,
       "runtime does not know who asks: put it behind runtime/pod_control.h"},
      {"firmware-agent/api",
       {"config/", "platform/sys/", "firmware-agent/core/", "firmware-agent/http/", "firmware-agent/runtime/"},
       false,
       "the API reaches the kernel through runtime/pod_control.h only"},
      {"firmware-agent/cli",
       {"config/", "platform/", "firmware-agent/http/", "firmware-agent/runtime/", "firmware-agent/api/"},
       false,
       "commands see pods through the API: ask the agent"},
  };
  return all;
}

// What a pure part may take from the system: no clock, no descriptor, no thread, no stream.
const std::set<std::string_view>& pure_headers() {
  static const std::set<std::string_view> all = {
      "algorithm", "array",       "bit",      "bitset",  "cassert",    "charconv",         "compare",
      "concepts",  "cstddef",     "cstdint",  "cstring", "functional", "initializer_list", "iterator",
      "limits",    "numeric",     "optional", "ranges",  "span",       "string",           "string_view",
      "tuple",     "type_traits", "utility",  "variant", "vector"};
  return all;
}

struct Line {
  std::string place;  // "config/load.cpp:12".
  std::string text;
};

std::vector<Line> read_lines(const fs::path& path) {
  std::vector<Line> lines;
  std::ifstream file(path);
  const std::string name = fs::relative(path, PEAPOD_SOURCE_DIR).string();
  for (std::string text; std::getline(file, text);) {
    lines.push_back({name + ":" + std::to_string(lines.size() + 1), text});
  }
  return lines;
}

bool is_source(const fs::path& path) {
  const std::string extension = path.extension().string();
  return extension == ".h" || extension == ".cpp" || extension == ".c";
}

bool is_ours(const fs::path& path) {
  const std::string extension = path.extension().string();
  return is_source(path) || extension == ".md" || extension == ".sh" || extension == ".txt" || extension == ".cmake" ||
         extension == ".yaml" || path.filename() == "dev" || path.filename() == "run";
}

template <class Wanted>
std::vector<fs::path> files_below(std::string_view folder, Wanted wanted) {
  std::vector<fs::path> found;
  const fs::path start = fs::path(PEAPOD_SOURCE_DIR) / folder;
  if (!fs::exists(start)) return found;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(start)) {
    if (entry.is_regular_file() && wanted(entry.path())) found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

struct Include {
  std::string name;
  bool system = false;  // <...>
};

std::optional<Include> parse_include(const std::string& line) {
  std::size_t at = line.find_first_not_of(" \t");
  if (at == std::string::npos || line[at] != '#') return std::nullopt;
  at = line.find_first_not_of(" \t", at + 1);
  if (at == std::string::npos || line.compare(at, 7, "include") != 0) return std::nullopt;
  const std::size_t open = line.find_first_of("<\"", at);
  if (open == std::string::npos) return std::nullopt;
  const bool system = line[open] == '<';
  const std::size_t close = line.find(system ? '>' : '"', open + 1);
  if (close == std::string::npos) return std::nullopt;
  return Include{line.substr(open + 1, close - open - 1), system};
}

// The sentence of a broken rule, or nothing.
std::string judge(const Module& module, const Include& include) {
  if (include.system) {
    if (!module.pure || pure_headers().count(include.name) != 0) return "";
    return "<" + include.name + "> in " + std::string(module.folder) + "; " + std::string(module.instead);
  }
  if (include.name.rfind(std::string(module.folder) + "/", 0) == 0) return "";
  for (std::string_view prefix : module.may_include) {
    if (include.name.rfind(prefix, 0) == 0) return "";
  }
  return "\"" + include.name + "\" in " + std::string(module.folder) + "; " + std::string(module.instead);
}

TEST(Arrows, IncludesPointOneWay) {
  for (const Module& module : modules()) {
    std::size_t files = 0;
    for (const fs::path& path : files_below(module.folder, is_source)) {
      ++files;
      for (const Line& line : read_lines(path)) {
        const std::optional<Include> include = parse_include(line.text);
        if (!include) continue;
        const std::string error = judge(module, *include);
        if (!error.empty()) ADD_FAILURE() << line.place << ": error: " << error;
      }
    }
    EXPECT_GT(files, 0U) << module.folder << " has no sources: is the layout still the one this test knows?";
  }
}

TEST(Arrows, ProductCodeUsesNoStreams) {
  for (std::string_view folder : {"config", "platform", "firmware-agent"}) {
    for (const fs::path& path : files_below(folder, is_source)) {
      for (const Line& line : read_lines(path)) {
        const std::optional<Include> include = parse_include(line.text);
        if (!include) continue;
        for (std::string_view banned : {"iostream", "fstream", "sstream", "regex", "thread", "mutex"}) {
          if (include->name == banned) {
            ADD_FAILURE() << line.place << ": error: <" << banned << "> in product code; "
                          << "build a std::string, read by platform/sys, stay on the one loop";
          }
        }
      }
    }
  }
}

// The judge itself, so that a rule that never fires is noticed.
TEST(Arrows, TheJudgeKnowsRightFromWrong) {
  const auto verdict = [](std::string_view folder, const std::string& line) {
    const auto module =
        std::find_if(modules().begin(), modules().end(), [&](const Module& m) { return m.folder == folder; });
    return judge(*module, *parse_include(line));
  };
  EXPECT_EQ(verdict("config", "#include \"config/load.h\""), "");
  EXPECT_NE(verdict("config", "#include \"platform/sys/result.h\""), "");
  EXPECT_NE(verdict("platform", "#include \"config/pod_spec.h\""), "");
  EXPECT_NE(verdict("platform", "#  include \"firmware-agent/core/time.h\""), "");
  EXPECT_EQ(verdict("firmware-agent/core", "#include <vector>"), "");
  EXPECT_NE(verdict("firmware-agent/core", "#include <uv.h>"), "");
  EXPECT_NE(verdict("firmware-agent/core", "#include <unistd.h>"), "");
  EXPECT_NE(verdict("firmware-agent/core", "#include \"config/pod_spec.h\""), "");
  EXPECT_NE(verdict("firmware-agent/http", "#include \"firmware-agent/api/server.h\""), "");
  EXPECT_EQ(verdict("firmware-agent/http", "#include \"platform/sys/result.h\""), "");
  EXPECT_NE(verdict("firmware-agent/runtime", "#include \"firmware-agent/api/server.h\""), "");
  EXPECT_NE(verdict("firmware-agent/api", "#include \"platform/cgroup/cgroup.h\""), "");
  EXPECT_NE(verdict("firmware-agent/cli", "#include \"firmware-agent/core/pod_machine.h\""), "");
  EXPECT_FALSE(parse_include("// #include <x>").has_value());
  EXPECT_FALSE(parse_include("int include;").has_value());
}

TEST(Files, AreNoLongerThanTheLimit) {
  for (std::string_view folder : {"config", "platform", "firmware-agent", "tests", "toolchains", ".ci"}) {
    for (const fs::path& path : files_below(folder, is_source)) {
      const std::vector<Line> lines = read_lines(path);
      EXPECT_LE(lines.size(), kLinesMax) << lines.back().place << ": error: over " << kLinesMax
                                         << " lines; split it by what its parts are";
    }
  }
}

TEST(Files, LeaveNothingForLater) {
  // Put together at run time, so that this file passes its own rule.
  const std::vector<std::string> words = {std::string("TO") + "DO", std::string("FIX") + "ME", std::string("XX") + "X",
                                          std::string("HA") + "CK"};
  const auto is_letter = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
  for (std::string_view folder : {"config", "platform", "firmware-agent", "tests", "toolchains", ".ci"}) {
    for (const fs::path& path : files_below(folder, is_ours)) {
      for (const Line& line : read_lines(path)) {
        for (const std::string& word : words) {
          const std::size_t at = line.text.find(word);
          if (at == std::string::npos) continue;
          const bool whole = (at == 0 || !is_letter(line.text[at - 1])) &&
                             (at + word.size() == line.text.size() || !is_letter(line.text[at + word.size()]));
          if (whole) ADD_FAILURE() << line.place << ": error: " << word << "; do it now or open an issue";
        }
      }
    }
  }
}

}  // namespace
}  // namespace peapod::test
