#pragma once

// The commands: their names, what they take, their help.

#include <span>
#include <string>
#include <string_view>

#include "firmware-agent/cli/options.h"
#include "firmware-agent/runtime/node.h"

namespace peapod::cli {

// Runs the agent until it is told to end; its exit code. Given by the program, as the agent joins parts this one does
// not know.
using RunAgent = int (*)(const runtime::AgentOptions& options, const std::string& socket_path);

struct Command {
  std::string_view name;
  std::string_view usage;    // After the program's name.
  std::string_view summary;  // One line.
  std::string_view details;  // Paragraphs and examples.
  std::string_view options;  // Ids of the option table, separated by blanks; the global ones are always taken.
  int (*run)(const Arguments& arguments);  // Null: the agent itself.
};

std::span<const Command> all_commands();
const Command* find_command(std::string_view name);

std::string command_help(const Command& command);
std::string overview();
std::string bash_completion();  // A script for bash, from the tables of commands and options.

// The whole program. Exit codes: 0 done, 1 it failed, 2 the command line is wrong; exec's is the command's own.
int run_command_line(int argc, char** argv, RunAgent run_agent);

}  // namespace peapod::cli
