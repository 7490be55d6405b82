#include "firmware-agent/cli/option_table.h"

#include <cassert>
#include <charconv>

#include "config/quantity.h"
#include "firmware-agent/cli/duration.h"

namespace peapod::cli {
namespace {

constexpr std::int64_t kWatchdogTimeoutMax = 3600;  // Seconds.

bool read_number(std::string_view text, std::int64_t least, std::optional<std::int64_t>& out) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < least) return false;
  out = value;
  return true;
}

bool read_boolean(std::string_view text, bool& out) {
  if (text != "true" && text != "false") return false;
  out = text == "true";
  return true;
}

bool set(std::string& out, std::string_view value) {
  out = value;
  return !value.empty();
}

bool on(bool& out) { return out = true; }

using Text = std::string_view;

constexpr OptionSpec kOptions[] = {
    {"help", "help", 'h', nullptr, "Show this help.", [](Options& o, Text) { return on(o.help); }},
    {"root", "root", 0, "DIR", "Everything the agent reads and writes is below DIR (also: PEAPOD_ROOT).",
     [](Options& o, Text v) { return set(o.root, v); }},
    {"socket", "socket", 0, "PATH", "The agent's socket, when it is not the root's.",
     [](Options& o, Text v) { return set(o.socket, v); }},
    {"config", "config", 0, "FILE", "The agent's settings; /etc/peapod/agent.yaml, or agent.yaml of the root.",
     [](Options& o, Text v) { return set(o.config_file, v); }},
    {"namespace", "namespace", 'n', "NAME", "The namespace; 'default' when not given.",
     [](Options& o, Text v) { return on(o.namespace_given) && set(o.namespace_, v); }},
    {"all-namespaces", "all-namespaces", 'A', nullptr, "Of all namespaces.",
     [](Options& o, Text) { return on(o.all_namespaces); }},
    {"selector", "selector", 'l', "LABELS", "Only those whose labels match, e.g. app=web,tier!=db.",
     [](Options& o, Text v) { return set(o.selector, v); }},
    {"field-selector", "field-selector", 0, "FIELDS", "Only those whose fields match, e.g. status.phase=Running.",
     [](Options& o, Text v) { return set(o.field_selector, v); }},
    {"filename", "filename", 'f', "FILE", "A manifest, a directory of them, or - for standard input. May be repeated.",
     [](Options& o, Text v) {
       o.files.emplace_back(v);
       return !v.empty();
     }},
    {"output", "output", 'o', "FORMAT", "wide, yaml, json or name.",
     [](Options& o, Text v) { return set(o.output, v) && (v == "wide" || v == "yaml" || v == "json" || v == "name"); }},
    {"watch", "watch", 'w', nullptr, "Go on with every change until interrupted.",
     [](Options& o, Text) { return on(o.watch); }},
    {"no-headers", "no-headers", 0, nullptr, "Leave out the line with the columns' names.",
     [](Options& o, Text) { return on(o.no_headers); }},
    {"color", "color", 0, "WHEN", "auto, always or never; auto: on a terminal, unless NO_COLOR is set.",
     [](Options& o, Text v) {
       o.color = v == "always" ? ColorWish::Always : v == "never" ? ColorWish::Never : ColorWish::Auto;
       return v == "auto" || v == "always" || v == "never";
     }},
    {"print", "print", 0, nullptr, "Print the pods with every default set, as YAML or with -o json.",
     [](Options& o, Text) { return on(o.print); }},
    {"against-node", "against-node", 0, nullptr, "Also say whether this box can run the pods. Starts nothing.",
     [](Options& o, Text) { return on(o.against_node); }},
    {"recursive", "recursive", 0, nullptr, "All fields below, at any depth, with their types only.",
     [](Options& o, Text) { return on(o.recursive); }},
    {"container", "container", 'c', "NAME", "The container; needed when the pod has several.",
     [](Options& o, Text v) { return set(o.container, v); }},
    {"follow", "follow", 'f', nullptr, "Go on with what is written until the container ends.",
     [](Options& o, Text) { return on(o.follow); }},
    {"previous", "previous", 'p', nullptr, "Of the run before the present one.",
     [](Options& o, Text) { return on(o.previous); }},
    {"timestamps", "timestamps", 0, nullptr, "Put its time before each line.",
     [](Options& o, Text) { return on(o.timestamps); }},
    {"tail", "tail", 0, "N", "Only the last N lines; -1: all.",
     [](Options& o, Text v) { return read_number(v, -1, o.tail); }},
    {"since", "since", 0, "DURATION", "Only lines of the last 10s, 5m, 2h30m, ...",
     [](Options& o, Text v) {
       o.since_seconds = parse_duration_seconds(v);
       return o.since_seconds.has_value();
     }},
    {"stdin", "stdin", 'i', nullptr, "Pass standard input on.", [](Options& o, Text) { return on(o.stdin_open); }},
    {"tty", "tty", 't', nullptr, "Give the command a terminal.", [](Options& o, Text) { return on(o.tty); }},
    {"grace-period", "grace-period", 0, "SECONDS", "Time to end before SIGKILL; the pod's own when not given.",
     [](Options& o, Text v) { return read_number(v, 0, o.grace_period); }},
    {"force", "force", 0, nullptr, "End it at once: a grace period of 0.",
     [](Options& o, Text) { return on(o.force); }},
    {"now", "now", 0, nullptr, "A grace period of 1 second.", [](Options& o, Text) { return on(o.now); }},
    {"wait", "wait", 0, "true|false", "Wait until it is gone; true when not given.",
     [](Options& o, Text v) { return read_boolean(v, o.wait); }},
    {"for", "for", 0, "pod/NAME", "Only events about that pod.",
     [](Options& o, Text v) { return set(o.for_object, v); }},
    {"node-name", "node-name", 0, "NAME", "The box's name; its hostname when not given.",
     [](Options& o, Text v) { return set(o.node_name, v); }},
    {"on-exit", "on-exit", 0, "leave|stop", "On SIGTERM leave the pods to the next agent, or stop them first; leave.",
     [](Options& o, Text v) {
       o.on_exit = v == "stop" ? config::OnExit::Stop : config::OnExit::Leave;
       return v == "stop" || v == "leave";
     }},
    {"pod-pids-limit", "pod-pids-limit", 0, "N", "Most processes of a pod; 0: no limit.",
     [](Options& o, Text v) { return read_number(v, 0, o.pod_pids_limit); }},
    {"container-log-max-size", "container-log-max-size", 0, "SIZE", "Size at which a log is rotated, e.g. 1Mi.",
     [](Options& o, Text v) {
       const auto size = config::parse_quantity(v, config::QuantityUnit::Bytes);
       o.log_max_bytes = size.quantity.value;
       return size.problem.empty() && size.quantity.value > 0;
     }},
    {"container-log-max-files", "container-log-max-files", 0, "N",
     "Most files of a log, the current one included; at least 2.",
     [](Options& o, Text v) { return read_number(v, 2, o.log_max_files); }},
    {"watchdog", "watchdog", 0, "DEVICE|auto", "Ping the board's watchdog, which resets a box whose agent hangs.",
     [](Options& o, Text v) { return set(o.watchdog, v) && (v == "auto" || v.front() == '/'); }},
    {"watchdog-timeout", "watchdog-timeout", 0, "SECONDS", "Time without a ping until the reset, 1 to 3600; 60.",
     [](Options& o, Text v) {
       return read_number(v, 1, o.watchdog_timeout) && *o.watchdog_timeout <= kWatchdogTimeoutMax;
     }},
};

}  // namespace

std::span<const OptionSpec> all_options() { return kOptions; }

const OptionSpec& find_option(std::string_view id) {
  for (const OptionSpec& option : kOptions) {
    if (option.id == id) return option;
  }
  assert(false && "a command names an option that is not in the table");
  return kOptions[0];
}

}  // namespace peapod::cli
