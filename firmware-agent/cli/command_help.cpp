#include "firmware-agent/cli/command.h"
#include "firmware-agent/cli/option_words.h"

namespace peapod::cli {
namespace {

constexpr std::size_t kHelpColumn = 36;

void append_option(std::string& out, const OptionSpec& option) {
  std::string line = "  ";
  line += option.short_name != 0 ? std::string("-") + option.short_name + ", " : "    ";
  line.append("--").append(option.long_name);
  if (option.metavar != nullptr) line.append(" ").append(option.metavar);
  if (line.size() + 2 > kHelpColumn) {
    out += line + "\n";
    line.clear();
  }
  line.resize(kHelpColumn, ' ');
  out.append(line).append(option.help).append("\n");
}

}  // namespace

std::string command_help(const Command& command) {
  std::string out = "usage: peapod ";
  out.append(command.usage).append("\n\n").append(command.summary).append("\n");
  if (!command.details.empty()) out.append("\n").append(command.details);
  out += "\noptions:\n";
  for (const OptionSpec* option : options_of(command)) append_option(out, *option);
  return out;
}

std::string overview() {
  std::string out =
      "peapod runs Kubernetes Pods on this one box.\n\nusage: peapod [--root DIR] COMMAND [arguments]\n\ncommands:\n";
  for (const Command& command : all_commands()) {
    std::string line = "  " + std::string(command.name);
    line.resize(14, ' ');
    out.append(line).append(command.summary).append("\n");
  }
  out +=
      "\n'peapod COMMAND --help' explains one command and its options.\n"
      "Without --root the agent is the box's own, on /run/peapod/peapod.sock; with it, or with PEAPOD_ROOT, everything "
      "an\n"
      "agent reads and writes is below that directory, so that experiments meet nothing else.\n";
  return out;
}

}  // namespace peapod::cli
