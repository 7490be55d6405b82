#include <cstdio>
#include <string>

#include "firmware-agent/cli/command.h"
#include "firmware-agent/cli/commands.h"
#include "firmware-agent/cli/option_words.h"

namespace peapod::cli {
namespace {

constexpr int kWrongCommandLine = 2;

std::string words_of(const std::vector<const OptionSpec*>& options) {
  std::string out;
  for (const OptionSpec* option : options) {
    out.append(out.empty() ? "--" : " --").append(option->long_name);
    if (option->short_name != 0) out.append(" -").append(1, option->short_name);
  }
  return out;
}

// The words a value can be, or an option of bash's compgen.
std::string values_of(const OptionSpec& option) {
  const std::string_view metavar = option.metavar;
  if (metavar == "DIR") return "-d";
  if (metavar == "FILE" || metavar == "PATH" || metavar == "DEVICE|auto") return "-f";
  if (option.id == "output") return "-W 'wide yaml json name'";
  if (metavar.find('|') == std::string_view::npos) return "";
  std::string words(metavar);
  words[words.find('|')] = ' ';
  return "-W '" + words + "'";
}

// One case for each option that takes a value, as the same letter means different things to different commands.
std::string value_cases(const Command& command) {
  std::string out;
  for (const OptionSpec* option : options_of(command)) {
    if (option->metavar == nullptr) continue;
    out.append("      ").append(command.name).append(":--").append(option->long_name);
    if (option->short_name != 0) out.append(" | ").append(command.name).append(":-").append(1, option->short_name);
    out.append(") COMPREPLY=($(compgen ").append(values_of(*option)).append(" -- \"$word\")); return ;;\n");
  }
  return out;
}

}  // namespace

std::string bash_completion() {
  std::string names;
  std::string cases;
  std::string values;
  for (const Command& command : all_commands()) {
    names.append(command.name).append(" ");
    cases.append("      ").append(command.name).append(") words='").append(words_of(options_of(command)));
    cases.append("' ;;\n");
    values.append(value_cases(command));
  }
  return "# Completion of peapod for bash, made by `peapod completion bash`.\n"
         "_peapod() {\n"
         "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command= i words= agent=()\n"
         "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
         "    case ${COMP_WORDS[i]} in\n"
         "      --root | --socket) agent+=(\"${COMP_WORDS[i]}\" \"${COMP_WORDS[i + 1]}\"); ((i++)) ;;\n"
         "      -*) ;;\n"
         "      *) command=${command:-${COMP_WORDS[i]}} ;;\n"
         "    esac\n"
         "  done\n"
         "  COMPREPLY=()\n"
         "  if [ -z \"$command\" ]; then\n"
         "    case $before in\n"
         "      --root) COMPREPLY=($(compgen -d -- \"$word\")) ;;\n"
         "      --socket) COMPREPLY=($(compgen -f -- \"$word\")) ;;\n"
         "      *) COMPREPLY=($(compgen -W '" +
         names + "help " + words_of(global_options()) +
         "' -- \"$word\")) ;;\n"
         "    esac\n"
         "    return\n"
         "  fi\n"
         "  case $command:$before in\n" +
         values +
         "  esac\n"
         "  case $word in\n"
         "    -*) case $command in\n" +
         cases +
         "      esac ;;\n"
         "    *) case $command in\n"
         "      get) words='pods events nodes' ;;\n"
         "      describe | delete) words='pod' ;;\n"
         "      completion) words='bash' ;;\n"
         "      help) words='" +
         names +
         "' ;;\n"
         "      check) COMPREPLY=($(compgen -f -- \"$word\")); return ;;\n"
         "      esac\n"
         "      case $command in\n"
         "      get | describe | delete | logs | exec)\n"
         "        words+=\" $(peapod \"${agent[@]}\" get pods -o name 2>/dev/null | sed 's,^pod/,,')\" ;;\n"
         "      esac ;;\n"
         "  esac\n"
         "  COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
         "}\n"
         "complete -F _peapod peapod\n";
}

int completion(const Arguments& arguments) {
  if (arguments.words.size() != 1 || arguments.words.front() != "bash") {
    std::fputs("peapod: completion is for bash: peapod completion bash\n", stderr);
    return kWrongCommandLine;
  }
  std::fputs(bash_completion().c_str(), stdout);
  return 0;
}

}  // namespace peapod::cli
