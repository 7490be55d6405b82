#include "firmware-agent/cli/option_words.h"

#include <getopt.h>

#include <cstdio>

namespace peapod::cli {
namespace {

constexpr int kFirstId = 256;  // Above every short option's character.

struct GetoptTables {
  std::string short_options;
  std::vector<option> long_options;
};

GetoptTables tables_for(const std::vector<const OptionSpec*>& accepted, bool stop_at_word) {
  // '+' stops at the first word; ':' leaves the messages to us.
  GetoptTables tables{stop_at_word ? "+:" : ":", {}};
  for (std::size_t i = 0; i < accepted.size(); ++i) {
    const OptionSpec& spec = *accepted[i];
    const int has_value = spec.metavar != nullptr ? required_argument : no_argument;
    tables.long_options.push_back({spec.long_name, has_value, nullptr, kFirstId + static_cast<int>(i)});
    if (spec.short_name == 0) continue;
    tables.short_options += spec.short_name;
    if (has_value == required_argument) tables.short_options += ':';
  }
  tables.long_options.push_back({nullptr, 0, nullptr, 0});
  return tables;
}

const OptionSpec* spec_of(int id, const std::vector<const OptionSpec*>& accepted) {
  if (id >= kFirstId) return accepted[static_cast<std::size_t>(id - kFirstId)];
  for (const OptionSpec* spec : accepted) {
    if (spec->short_name == id) return spec;
  }
  return nullptr;
}

// The option that getopt stopped at, as it is written: C libraries differ in where they leave optind then.
std::string name_of_stopped(const std::vector<const OptionSpec*>& accepted) {
  if (optopt >= kFirstId) return "--" + std::string(spec_of(optopt, accepted)->long_name);
  return {'-', static_cast<char>(optopt)};
}

void complain_unknown(char** argv, const std::vector<const OptionSpec*>& accepted) {
  if (optopt >= kFirstId) {
    std::fprintf(stderr, "peapod: %s takes no value\n", name_of_stopped(accepted).c_str());
  } else if (optopt != 0) {
    std::fprintf(stderr, "peapod: unknown option -%c\n", optopt);
  } else {
    std::fprintf(stderr, "peapod: unknown option %s\n", argv[optind - 1]);
  }
}

}  // namespace

std::vector<const OptionSpec*> global_options() {
  return {&find_option("root"), &find_option("socket"), &find_option("help")};
}

std::vector<const OptionSpec*> options_of(const Command& command) {
  std::vector<const OptionSpec*> options;
  std::string_view ids = command.options;
  while (!ids.empty()) {
    const std::string_view id = ids.substr(0, ids.find(' '));
    ids.remove_prefix(std::min(ids.size(), id.size() + 1));
    options.push_back(&find_option(id));
  }
  for (const OptionSpec* option : global_options()) options.push_back(option);
  return options;
}

bool parse_options(int argc, char** argv, const std::vector<const OptionSpec*>& accepted, bool stop_at_word,
                   Arguments& arguments, int& next) {
  const GetoptTables tables = tables_for(accepted, stop_at_word);
  optind = 0;  // GNU: forget an earlier scan.
  opterr = 0;
  for (;;) {
    const int id = getopt_long(argc, argv, tables.short_options.c_str(), tables.long_options.data(), nullptr);
    if (id == -1) break;
    if (id == '?') {
      complain_unknown(argv, accepted);
      return false;
    }
    if (id == ':') {
      std::fprintf(stderr, "peapod: %s needs a value\n", name_of_stopped(accepted).c_str());
      return false;
    }
    const OptionSpec& spec = *spec_of(id, accepted);
    const std::string_view value = spec.metavar != nullptr ? optarg : "";
    if (!spec.apply(arguments.options, value)) {
      std::fprintf(stderr, "peapod: --%s: '%s' will not do: %.*s\n", spec.long_name, std::string(value).c_str(),
                   static_cast<int>(spec.help.size()), spec.help.data());
      return false;
    }
  }
  next = optind;
  if (stop_at_word) return true;
  for (int i = optind; i < argc; ++i) arguments.words.emplace_back(argv[i]);
  return true;
}

}  // namespace peapod::cli
