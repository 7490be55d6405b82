#include <cstdio>
#include <cstring>
#include <vector>

#include "firmware-agent/cli/agent_settings.h"
#include "firmware-agent/cli/command.h"
#include "firmware-agent/cli/option_words.h"

namespace peapod::cli {
namespace {

constexpr int kFailed = 1;
constexpr int kWrongCommandLine = 2;

void print(const std::string& text) { std::fputs(text.c_str(), stdout); }

int help(const std::vector<std::string>& words) {
  const Command* command = words.empty() ? nullptr : find_command(words.front());
  if (!words.empty() && command == nullptr) {
    std::fprintf(stderr, "peapod: there is no command '%s'\n", words.front().c_str());
    return kWrongCommandLine;
  }
  print(command != nullptr ? command_help(*command) : overview());
  return 0;
}

// Cuts "-- COMMAND ARG..." off the end of argv: those words are never ours. musl's getopt looks for the null pointer at
// the end, not at argc.
int take_command(int argc, char** argv, Arguments& arguments) {
  for (int i = 0; i < argc; ++i) {
    if (std::strcmp(argv[i], "--") != 0) continue;
    arguments.command.assign(argv + i + 1, argv + argc);
    argv[i] = nullptr;
    return i;
  }
  return argc;
}

}  // namespace

int run_command_line(int argc, char** argv, RunAgent run_agent) {
  Arguments arguments;
  int next = 0;
  argc = take_command(argc, argv, arguments);
  if (!parse_options(argc, argv, global_options(), true, arguments, next)) return kWrongCommandLine;
  if (next == argc) {
    print(overview());
    return arguments.options.help ? 0 : kWrongCommandLine;
  }
  const std::string_view name = argv[next];
  if (name == "help") return help({argv + next + 1, argv + argc});
  const Command* command = find_command(name);
  if (command == nullptr) {
    std::fprintf(stderr, "peapod: there is no command '%s'; 'peapod help' lists them\n", argv[next]);
    return kWrongCommandLine;
  }
  if (!parse_options(argc - next, argv + next, options_of(*command), false, arguments, next)) return kWrongCommandLine;
  if (arguments.options.help) {
    print(command_help(*command));
    return 0;
  }
  if (command->run != nullptr) {
    arguments.options.configured_socket = agent_settings(arguments.options, Tell::Nothing).config.socket_path;
    return command->run(arguments);
  }
  const AgentSettings settings = agent_settings(arguments.options);
  if (!settings.good) return kFailed;
  return run_agent(agent_options(arguments.options, settings.config), settings.config.socket_path);
}

}  // namespace peapod::cli
