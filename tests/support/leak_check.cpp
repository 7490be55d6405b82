#include "tests/support/leak_check.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string_view>

#include "tests/support/text_file.h"

namespace peapod::test {
namespace {

namespace fs = std::filesystem;

std::string read_link(const fs::path& path) {
  std::error_code error;
  return fs::read_symlink(path, error).string();
}

// The fields after the name in parentheses: state, parent, ...
std::vector<std::string> stat_fields(pid_t pid) {
  const std::string stat = read_text("/proc/" + std::to_string(pid) + "/stat");
  const std::size_t name_end = stat.rfind(')');
  if (name_end == std::string::npos) return {};
  std::istringstream words(stat.substr(name_end + 1));
  return {std::istream_iterator<std::string>(words), {}};
}

std::string command_line(pid_t pid) {
  std::string text = read_text("/proc/" + std::to_string(pid) + "/cmdline");
  if (text.empty()) text = read_text("/proc/" + std::to_string(pid) + "/comm");
  std::replace(text.begin(), text.end(), '\0', ' ');
  while (!text.empty() && (text.back() == ' ' || text.back() == '\n')) text.pop_back();
  return text;
}

std::vector<pid_t> all_processes() {
  std::vector<pid_t> pids;
  for (const fs::directory_entry& entry : fs::directory_iterator("/proc")) {
    const std::string name = entry.path().filename().string();
    pid_t pid = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), pid);
    if (error == std::errc() && end == name.data() + name.size()) pids.push_back(pid);
  }
  return pids;
}

// Several deaths can share one signal, and the parent of the dead may be gone: reap until there is nothing
// left to reap.
void reap_orphans() {
  while (waitpid(-1, nullptr, WNOHANG) > 0) {
  }
}

void add_processes(Traces& traces) {
  std::map<pid_t, pid_t> parents;
  for (pid_t pid : all_processes()) {
    if (const std::vector<std::string> fields = stat_fields(pid); fields.size() > 1)
      parents[pid] = std::stoi(fields[1]);
  }
  for (const auto& [pid, first_parent] : parents) {
    pid_t ancestor = first_parent;
    while (ancestor != getpid() && parents.count(ancestor) != 0) ancestor = parents[ancestor];
    if (ancestor != getpid()) continue;
    traces.insert("process " + std::to_string(pid) + " (" + command_line(pid) + ")");
    const std::string ns = read_link("/proc/" + std::to_string(pid) + "/ns/net");
    if (!ns.empty()) traces.insert("network namespace " + ns);
  }
}

struct MountLine {
  std::string point;
  std::string type;
};

std::vector<MountLine> mounts() {
  std::vector<MountLine> found;
  std::ifstream file("/proc/self/mountinfo");
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    const std::vector<std::string> fields{std::istream_iterator<std::string>(words), {}};
    const auto dash = std::find(fields.begin(), fields.end(), "-");
    if (fields.size() < 7 || std::distance(dash, fields.end()) < 2) continue;
    found.push_back({fields[4], *(dash + 1)});
  }
  return found;
}

void add_mounts(Traces& traces) {
  std::map<std::string, int> stacked;  // Mounts on one another at the same place are told apart by their number.
  for (const MountLine& mount : mounts()) {
    const int number = ++stacked[mount.point];
    traces.insert("mount of " + mount.type + " on " + mount.point +
                  (number > 1 ? " (number " + std::to_string(number) + ")" : ""));
  }
}

void add_tree(Traces& traces, const std::string& kind, const fs::path& top, bool directories_only) {
  std::error_code error;
  fs::recursive_directory_iterator walk(top, fs::directory_options::skip_permission_denied, error);
  for (const fs::recursive_directory_iterator end; !error && walk != end; walk.increment(error)) {
    std::error_code gone;
    if (directories_only && !walk->is_directory(gone)) continue;
    traces.insert(kind + " " + walk->path().string());
  }
}

void add_cgroups(Traces& traces) {
  for (const MountLine& mount : mounts()) {
    if (mount.type == "cgroup" || mount.type == "cgroup2") add_tree(traces, "cgroup", mount.point, true);
  }
}

void add_descriptors(Traces& traces) {
  for (const fs::directory_entry& entry : fs::directory_iterator("/proc/self/fd")) {
    std::string target = read_link(entry.path());
    // Somebody may delete a file that is open all the while; it is no other descriptor for that.
    constexpr std::string_view kDeleted = " (deleted)";
    if (target.ends_with(kDeleted)) target.resize(target.size() - kDeleted.size());
    // The descriptor of this very walk.
    if (target == "/proc/" + std::to_string(getpid()) + "/fd") continue;
    traces.insert("descriptor " + entry.path().filename().string() + " of the test -> " + target);
  }
}

}  // namespace

Traces take_traces(const std::vector<std::string>& directories) {
  reap_orphans();
  Traces traces;
  add_processes(traces);
  add_mounts(traces);
  add_cgroups(traces);
  for (const std::string& directory : directories) add_tree(traces, "file", directory, false);
  add_descriptors(traces);
  return traces;
}

std::vector<std::string> left_behind(const Traces& before, const Traces& after) {
  std::vector<std::string> left;
  std::set_difference(after.begin(), after.end(), before.begin(), before.end(), std::back_inserter(left));
  return left;
}

}  // namespace peapod::test
