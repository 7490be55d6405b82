#include <array>

#include "config/names.h"
#include "config/schema/limits.h"
#include "config/schema/types.h"

namespace peapod::config::schema {
namespace {

constexpr Choice kProtocols[] = {choice("SCTP", Protocol::Sctp), choice("TCP", Protocol::Tcp),
                                 choice("UDP", Protocol::Udp)};
constexpr Choice kPullPolicies[] = {choice("Always", PullPolicy::Always),
                                    choice("IfNotPresent", PullPolicy::IfNotPresent),
                                    choice("Never", PullPolicy::Never)};
constexpr Choice kRestartPolicies[] = {choice("Always", RestartPolicy::Always),
                                       choice("OnFailure", RestartPolicy::OnFailure),
                                       choice("Never", RestartPolicy::Never)};
constexpr Choice kMessagePolicies[] = {choice("FallbackToLogsOnError", TerminationMessagePolicy::FallbackToLogsOnError),
                                       choice("File", TerminationMessagePolicy::File)};

constexpr Row kPortRows[] = {
    {.name = "name",
     .member = member<&ContainerPort::name>,
     .text = "Name by which probes refer to it.",
     .rule = port_name},
    {.name = "hostPort",
     .member = member<&ContainerPort::host_port>,
     .text = "Port of the box that leads to it.",
     .min = 0,
     .max = kPortMax},
    {.name = "containerPort",
     .member = member<&ContainerPort::container_port>,
     .text = "Port the container listens on; says so only, opens nothing.",
     .required = true,
     .min = 1,
     .max = kPortMax},
    {.name = "protocol",
     .member = member<&ContainerPort::protocol>,
     .text = "TCP, UDP or SCTP.",
     .default_value = "TCP"},
    {.name = "hostIP",
     .member = member<&ContainerPort::host_ip>,
     .text = "Address of the box that hostPort is opened on.",
     .verdict = Verdict::Refused,
     .reason = "is not supported yet: it needs pod networking"},
};

constexpr Choice kRuleActions[] = {choice("Restart", RestartRuleAction::Restart),
                                   choice("RestartAllContainers", RestartRuleAction::RestartAllContainers)};
constexpr Choice kExitCodesOperators[] = {choice("In", ExitCodesOperator::In),
                                          choice("NotIn", ExitCodesOperator::NotIn)};

constexpr Row kExitCodesRows[] = {
    {.name = "operator", .member = member<&RestartRule::exit_codes_operator>, .text = "In or NotIn.", .required = true},
    {.name = "values",
     .member = member<&RestartRule::exit_codes>,
     .text = "Exit codes, 1 to 255 of them.",
     .required = true,
     .min = 0,
     .max = 255},
};
constexpr Type kExitCodes = object_type("ContainerRestartRuleOnExitCodes", kExitCodesRows);

// The exit codes live in the rule itself, so the owner of their rows is the rule.
constexpr Member kExitCodesMember = {
    .type = &kExitCodes,
    .place = [](void* owner, bool) { return owner; },
};

constexpr Row kRuleRows[] = {
    {.name = "action",
     .member = member<&RestartRule::action>,
     .text = "Restart, or RestartAllContainers: all are killed at once, and the pod begins anew with its init "
             "containers, in its network and with its volumes.",
     .required = true},
    {.name = "exitCodes", .member = kExitCodesMember, .text = "The exit codes it is for.", .required = true},
};

// What Kubernetes pulls at every start unless told otherwise: the tag "latest", said or meant, without a digest.
bool is_latest(std::string_view image) {
  if (image.find('@') != std::string_view::npos) return false;
  const std::string_view last = image.substr(image.rfind('/') + 1);
  const std::size_t colon = last.find(':');
  return colon == std::string_view::npos || last.substr(colon + 1) == "latest";
}

void finish_container(const Field& field, void* object) {
  Container& container = *static_cast<Container*>(object);
  if (field.member("imagePullPolicy").text().empty() && is_latest(container.image)) {
    container.image_pull_policy = PullPolicy::Always;
  }
}

constexpr Row kContainerRows[] = {
    {.name = "name",
     .member = member<&Container::name>,
     .text = "Name of the container, unique in the pod.",
     .required = true,
     .rule = dns_label},
    {.name = "image",
     .member = member<&Container::image>,
     .text = "Image to run: a file of the images directory, or peapod.local/host for the box itself.",
     .required = true,
     .rule = image_name},
    {.name = "command",
     .member = member<&Container::command>,
     .text = "Program and first arguments, instead of the image's ENTRYPOINT; run without a shell."},
    {.name = "args", .member = member<&Container::args>, .text = "Arguments, instead of the image's CMD."},
    {.name = "workingDir",
     .member = member<&Container::working_dir>,
     .text = "Directory the program starts in, instead of the image's."},
    {.name = "ports",
     .member = member<&Container::ports>,
     .text = "Ports the container listens on.",
     .patch_strategy = PatchStrategy::Merge,
     .merge_key = "containerPort"},
    {.name = "envFrom",
     .member = member<&Container::env_from>,
     .text = "Variables from all keys of ConfigMaps and Secrets.",
     .verdict = Verdict::Refused,
     .reason = "is not supported yet: ConfigMaps and Secrets come with local objects"},
    {.name = "env",
     .member = member<&Container::env>,
     .text = "Variables of the environment.",
     .patch_strategy = PatchStrategy::Merge,
     .merge_key = "name"},
    {.name = "resources",
     .member = member<&Container::resources>,
     .text = "CPU and memory it gets and may use.",
     .print = Print::Always},
    {.name = "resizePolicy",
     .member = member<&Container::resize_policy>,
     .text = "What a resize does to the container: at most one for \"cpu\" and one for \"memory\"."},
    {.name = "restartPolicy",
     .member = member<&Container::restart_policy>,
     .text = "What becomes of this container when it has ended, instead of what the pod says; \"Always\" makes an init "
             "container a sidecar, which runs beside the others."},
    {.name = "restartPolicyRules",
     .member = member<&Container::restart_policy_rules>,
     .text = "Exit codes that are treated in another way than restartPolicy says; at most 20, the first that matches "
             "wins."},
    {.name = "volumeMounts",
     .member = member<&Container::volume_mounts>,
     .text = "Volumes the container sees.",
     .patch_strategy = PatchStrategy::Merge,
     .merge_key = "mountPath"},
    {.name = "volumeDevices",
     .member = described(kVolumeDevices),
     .text = "Block devices the container sees.",
     .verdict = Verdict::Refused,
     .reason = "is not supported: raw block devices need a PersistentVolumeClaim of a cluster",
     .patch_strategy = PatchStrategy::Merge,
     .merge_key = "devicePath"},
    {.name = "livenessProbe",
     .member = member<&Container::liveness_probe>,
     .text = "The container is started anew when this fails."},
    {.name = "readinessProbe",
     .member = member<&Container::readiness_probe>,
     .text = "The container is not ready while this fails."},
    {.name = "startupProbe",
     .member = member<&Container::startup_probe>,
     .text = "The other probes wait until this succeeds; the container is started anew when it fails."},
    {.name = "lifecycle",
     .member = member<&Container::lifecycle>,
     .text = "What is run at its start and before its end."},
    {.name = "terminationMessagePath",
     .member = member<&Container::termination_message_path>,
     .text = "File the container writes its last words to.",
     .default_value = "/dev/termination-log",
     .rule = absolute_path},
    {.name = "terminationMessagePolicy",
     .member = member<&Container::termination_message_policy>,
     .text = "File, or the end of the log when the file is empty and the container failed.",
     .default_value = "File"},
    {.name = "imagePullPolicy",
     .member = member<&Container::image_pull_policy>,
     .text = "Always, IfNotPresent or Never; Always when the tag is latest or missing.",
     .default_value = "IfNotPresent"},
    {.name = "securityContext",
     .member = member<&Container::security_context>,
     .text = "What its processes may do, and as whom."},
    {.name = "stdin", .member = member<&Container::stdin_open>, .text = "Whether it has a standard input."},
    {.name = "stdinOnce",
     .member = member<&Container::stdin_once>,
     .text = "Whether its standard input ends with the first client that leaves.",
     .verdict = Verdict::NoEffect,
     .reason = "has no effect: clients cannot attach to a container yet"},
    {.name = "tty", .member = member<&Container::tty>, .text = "Whether it has a terminal."},
};

// What the API refuses in an ephemeral container (pkg/apis/core/validation: allowedEphemeralContainerFields).
constexpr bool is_for_ephemeral(std::string_view name) {
  for (const std::string_view no : {"ports", "resources", "resizePolicy", "restartPolicy", "restartPolicyRules",
                                    "livenessProbe", "readinessProbe", "startupProbe", "lifecycle"}) {
    if (name == no) return false;
  }
  return true;
}

constexpr auto ephemeral_rows() {
  std::array<Row, std::size(kContainerRows) + 1> rows;
  std::size_t i = 0;
  for (const Row& row : kContainerRows) {
    Row copy = row;
    if (!is_for_ephemeral(row.name)) {
      copy.verdict = Verdict::Refused;
      copy.reason = "cannot be set for an Ephemeral Container";
    }
    rows[i++] = copy;
  }
  rows[i] = {.name = "targetContainerName",
             .member = member<&Container::target_container_name>,
             .text = "Container whose processes it sees; it sees only its own when not given."};
  return rows;
}

constexpr auto kEphemeralRows = ephemeral_rows();
constexpr Type kEphemeralContainer = object_type("EphemeralContainer", kEphemeralRows, finish_container);

}  // namespace

constinit const Type kEphemeralContainers = list_of<Container>(kEphemeralContainer);

template <>
constinit const Type TypeOf<Protocol>::value = choice_type("Protocol", kProtocols);

template <>
constinit const Type TypeOf<ContainerPort>::value = object_type("ContainerPort", kPortRows);

template <>
constinit const Type TypeOf<PullPolicy>::value = choice_type("PullPolicy", kPullPolicies);

template <>
constinit const Type TypeOf<RestartPolicy>::value = choice_type("RestartPolicy", kRestartPolicies);

template <>
constinit const Type TypeOf<TerminationMessagePolicy>::value = choice_type("TerminationMessagePolicy",
                                                                           kMessagePolicies);

template <>
constinit const Type TypeOf<RestartRuleAction>::value = choice_type("ContainerRestartRuleAction", kRuleActions);

template <>
constinit const Type TypeOf<ExitCodesOperator>::value = choice_type("ContainerRestartRuleOnExitCodesOperator",
                                                                    kExitCodesOperators);

template <>
constinit const Type TypeOf<RestartRule>::value = object_type("ContainerRestartRule", kRuleRows);

template <>
constinit const Type TypeOf<Container>::value = object_type("Container", kContainerRows, finish_container);

}  // namespace peapod::config::schema
