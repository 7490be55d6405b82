#include "firmware-agent/cli/command.h"
#include "firmware-agent/cli/commands.h"

namespace peapod::cli {
namespace {

constexpr Command kCommands[] = {
    {"agent", "agent [options]", "Run the supervisor of this box.",
     "Runs the pods of the manifests directory and those made through the API, until SIGTERM or SIGINT.\n"
     "Without --root: manifests in /etc/kubernetes/manifests, state in /run/peapod and /var/lib/peapod, settings in\n"
     "/etc/peapod/agent.yaml; options are stronger than settings.\n"
     "\n"
     "  peapod agent                          as a service of the box\n"
     "  peapod agent --root /tmp/try          a second one, for experiments, which touches nothing else\n",
     "config node-name on-exit pod-pids-limit container-log-max-size container-log-max-files watchdog watchdog-timeout",
     nullptr},
#ifndef PEAPOD_NO_COMMANDS
    {"run", "run -f FILE [options]", "Run the pods of a manifest in the foreground.",
     "Applies the manifest and shows events and every container's output until all its pods have ended or\n"
     "Ctrl-C, which deletes them gracefully; a second Ctrl-C kills. Starts an agent of its own for as long\n"
     "as it runs when none answers. The exit code is 1 when a pod has failed.\n"
     "\n"
     "  peapod run -f config/examples/web.yaml --root /tmp/try\n",
     "filename namespace", run},
    {"apply", "apply -f FILE", "Create the pods of a manifest, or replace those that differ.",
     "Every mistake of the manifest is shown, with line and column, and then nothing is applied.\n"
     "A pod that differs is stopped gracefully before the new one starts.\n",
     "filename namespace", apply},
    {"get", "get KIND [NAME...] [options]", "List pods, events or the node.",
     "KIND is pods (pod, po), events (event, ev) or nodes (node, no); KIND/NAME works too.\n"
     "\n"
     "  peapod get pods -o wide               the columns of kubectl, and those it shows with wide\n"
     "  peapod get pod web -o yaml            everything known about one pod\n"
     "  peapod get pods -w -l app=web         go on with every change\n",
     "namespace all-namespaces output watch selector field-selector no-headers", get},
    {"describe", "describe pod [NAME...]", "Explain pods: containers, states, conditions and events.",
     "Without a name: every pod of the namespace.\n", "namespace all-namespaces selector", describe},
    {"logs", "logs POD [CONTAINER] [options]", "Print what a container has written.",
     "Rotated files are read as well, and -f goes on through rotation.\n"
     "\n"
     "  peapod logs web -f --tail 20\n"
     "  peapod logs web -c sidecar --previous  of the run before the last restart\n",
     "namespace container follow previous timestamps tail since", logs},
    {"exec", "exec POD [-c CONTAINER] [-i] [-t] -- COMMAND [ARG...]", "Run a command in a container.",
     "The exit code is the command's.\n"
     "\n"
     "  peapod exec web -- cat /etc/hosts\n"
     "  peapod exec web -it -- sh\n",
     "namespace container stdin tty", exec},
    {"delete", "delete pod NAME... | delete -f FILE", "Stop pods gracefully and remove them.",
     "Waits until they are gone. A pod of the manifests directory comes back while its file exists.\n",
     "namespace filename grace-period force now wait", delete_pods},
    {"events", "events [--for pod/NAME] [-w]", "List what has happened.", "Oldest first.\n",
     "namespace all-namespaces for watch no-headers", events},
#endif
    {"check", "check FILE|DIR... [options]", "Look for mistakes in manifests, without an agent.",
     "Shows each as file:line:column: path: what is required, what was found, with its line. A directory means all\n"
     "*.yaml, *.yml and *.json files in it and below; - is standard input. With -o json the mistakes are a JSON array\n"
     "of objects with file, line, column, endColumn, path, reason, severity and message.\n"
     "Exits 0 when all is well, 1 when there is a mistake, 2 when a file cannot be read.\n"
     "\n"
     "  peapod check config/examples          every manifest of a directory\n"
#ifndef PEAPOD_NO_COMMANDS
     "  peapod check --print web.yaml         what becomes of it, with the defaults\n"
     "  peapod check --against-node web.yaml  images, ports, memory, labels and kernel of this box as well\n",
     "output color print against-node", check},
#else
     ,
     "output color", check},
#endif
#ifndef PEAPOD_NO_COMMANDS
    {"explain", "explain PATH [--recursive]", "Say what a field of a manifest is for.",
     "Shows its type, default, range and fields, and whether it runs on this box. A path of a message of check\n"
     "will do too. Needs no agent.\n"
     "\n"
     "  peapod explain pod.spec.containers.livenessProbe\n"
     "  peapod explain pod --recursive        every field of a pod\n",
     "recursive", explain},
    {"config", "config [--config FILE] [options]", "Show the agent's settings, and where each comes from.",
     "Those an agent would start with: defaults, then agent.yaml, then agent.yaml.d/*.yaml in the order of their\n"
     "names, then options. Exits 1 when a file has a mistake.\n"
     "\n"
     "  peapod config                         /etc/peapod/agent.yaml\n"
     "  peapod config --config new.yaml       before it is put there\n",
     "config output color node-name on-exit pod-pids-limit container-log-max-size container-log-max-files watchdog "
     "watchdog-timeout",
     config},
#endif
    {"version", "version", "Show the version of this program and of the agent.", "", "", version},
#ifndef PEAPOD_NO_COMMANDS
    {"completion", "completion bash", "Print a script that completes our commands in a shell.",
     "  . <(peapod completion bash)\n", "", completion},
#endif
};

}  // namespace

std::span<const Command> all_commands() { return kCommands; }

const Command* find_command(std::string_view name) {
  for (const Command& command : kCommands) {
    if (command.name == name) return &command;
  }
  return nullptr;
}

}  // namespace peapod::cli
