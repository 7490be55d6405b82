#include "config/agent_config.h"

#include "config/json_writer.h"
#include "config/names.h"
#include "config/quantity.h"
#include "config/schema/kinds.h"

namespace peapod::config::schema {
namespace {

std::string watchdog(std::string_view text) {
  return text == "auto" || text.starts_with('/') ? "" : "must be auto or the path of a device";
}

constexpr Choice kOnExits[] = {choice("leave", OnExit::Leave), choice("stop", OnExit::Stop)};
constexpr Type kOnExit = choice_type("OnExit", kOnExits);

constexpr Choice kReservationPolicies[] = {choice("None", MemoryReservationPolicy::None),
                                           choice("TieredReservation", MemoryReservationPolicy::TieredReservation)};
constexpr Type kReservationPolicy = choice_type("MemoryReservationPolicy", kReservationPolicies);

void read_factor(const Field& field, const Type&, const Row&, void* out) {
  constexpr std::string_view kDigits = "0123456789.";
  const ParsedQuantity parsed = parse_quantity(field.text(), QuantityUnit::Milli);
  const bool plain = field.is_number() && field.text().find_first_not_of(kDigits) == std::string_view::npos;
  if (!plain || !parsed.problem.empty() || parsed.quantity.value > 1000) {
    return field.invalid("must be a number between 0 and 1, with at most three decimals");
  }
  static_cast<Factor*>(out)->thousandths = static_cast<std::int32_t>(parsed.quantity.value);
}

void write_factor(JsonWriter& json, const Type&, const void* value) {
  const std::int32_t thousandths = static_cast<const Factor*>(value)->thousandths;
  if (thousandths % 1000 == 0) return json.raw(std::to_string(thousandths / 1000));
  std::string decimals = std::to_string(1000 + thousandths % 1000).substr(1);
  decimals.erase(decimals.find_last_not_of('0') + 1);
  json.raw("0." + decimals);
}

constexpr Type kFactor = {
    .name = "number", .read = read_factor, .write = write_factor, .empty = [](const Type&, const void* value) {
      return static_cast<const Factor*>(value)->thousandths == 0;
    }};

// Of bool: what kubelet has a list for.
void read_enforced(const Field& field, const Type&, const Row&, void* out) {
  if (!field.expect_sequence()) return;
  bool pods = false;
  field.each_item([&](const Field& item) {
    if (item.text() == "pods") {
      pods = true;
    } else if (item.text() != "none") {
      static constexpr std::string_view kKnown[] = {"pods", "none"};
      item.not_supported(kKnown);
    }
  });
  *static_cast<bool*>(out) = pods;
}

constexpr Type kEnforced = {.name = "string",
                            .shape = Type::Shape::List,
                            .read = read_enforced,
                            .write =
                                [](JsonWriter& json, const Type&, const void* value) {
                                  json.begin_array();
                                  json.value(*static_cast<const bool*>(value) ? "pods" : "none");
                                  json.end_array();
                                },
                            .empty = [](const Type&, const void*) { return false; },
                            .element = &TypeOf<std::string>::value};

constexpr Row path_row(const char* name, const Member& member, const char* text) {
  return {.name = name, .member = member, .text = text, .print = Print::Always, .rule = absolute_path};
}

// Of KubeletConfiguration.
constexpr Row refused(const char* name, const Type& type, const char* text, const char* reason) {
  return {.name = name, .member = described(type), .text = text, .verdict = Verdict::Refused, .reason = reason};
}

constexpr Row without_effect(const char* name, const Type& type, const char* text, const char* reason) {
  return {.name = name, .member = described(type), .text = text, .verdict = Verdict::NoEffect, .reason = reason};
}

constexpr const char* kNoEviction = "is not supported yet: it comes with eviction";
constexpr const char* kNoPulls = "is not supported yet: it comes with pulling from registries";
constexpr const char* kNoTcp = "is not supported yet: the API is on a unix socket";
constexpr const char* kNoDns = "is not supported yet: DNS settings come with pod networking";
constexpr const char* kNoServer = "has no effect: there is no API server to tell";

constexpr Row kCrashLoopBackOffRows[] = {
    {.name = "maxContainerRestartPeriod",
     .member = member<&CrashLoopBackOff::max_container_restart_period>,
     .text = "Longest delay of a restart, 1s to 5m; the first delay is 10s, or this if it is shorter.",
     .default_value = "5m0s",
     .min = 1'000,
     .max = 300'000},
};
constexpr Type kCrashLoopBackOff = object_type("CrashLoopBackOffConfig", kCrashLoopBackOffRows);

constexpr Row kRebootRows[] = {
    {.name = "allow",
     .member = member<&RebootSettings::allow>,
     .text = "Whether pods may have the box rebooted, by peapod.dev/escalation and peapod.dev/boot-critical.",
     .default_value = "false"},
    {.name = "command",
     .member = member<&RebootSettings::command>,
     .text = "The program that reboots the box, and its arguments; /sbin/reboot when not given."},
};

void finish_reboot(const Field& field, void* object) {
  const RebootSettings& reboot = *static_cast<RebootSettings*>(object);
  const Field command = field.member("command");
  if (!command.present()) return;
  if (reboot.command.empty()) return command.required("the path of a program");
  const std::string wrong = absolute_path(reboot.command.front());
  if (!wrong.empty()) command.item(0).invalid(wrong);
}

constexpr Type kReboot = object_type("RebootSettings", kRebootRows, finish_reboot);

constexpr Row kRows[] = {
    api_version_row("\"peapod.dev/v1alpha1\"."),
    kind_row("\"AgentConfig\"."),
    {.name = "nodeName",
     .member = member<&AgentConfig::node_name>,
     .text = "Name of the box; its host name when not given.",
     .print = Print::Always,
     .rule = dns_subdomain},
    {.name = "nodeLabels",
     .member = member_as<kLabels, &AgentConfig::node_labels>,
     .text = "Labels of the node beside its own; those of several files together.",
     .print = Print::Always},
    path_row("staticPodPath", member<&AgentConfig::static_pod_path>, "Directory of manifests whose pods always run."),
    path_row("imagesPath", member<&AgentConfig::images_path>, "Directory of image archives and layouts."),
    path_row("podLogsDir", member<&AgentConfig::pod_logs_dir>, "Directory of the logs of containers."),
    path_row("runPath", member<&AgentConfig::run_path>, "Directory of what does not outlive a boot; on a tmpfs."),
    path_row("statePath", member<&AgentConfig::state_path>, "Directory of images in use and of pods made by the API."),
    path_row("socketPath", member<&AgentConfig::socket_path>, "Socket of the API."),
    {.name = "maxPods",
     .member = member<&AgentConfig::max_pods>,
     .text = "Most pods at one time.",
     .default_value = "110",
     .min = 1,
     .max = 10'000,
     .print = Print::Always},
    {.name = "systemReserved",
     .member = member<&AgentConfig::system_reserved>,
     .text = "CPU, memory and ephemeral-storage that are kept for the system: requests of pods fit beside them.",
     .print = Print::Always},
    {.name = "kubeReserved",
     .member = member<&AgentConfig::kube_reserved>,
     .text = "The same for the agent, beside systemReserved.",
     .print = Print::Always},
    {.name = "enforceNodeAllocatable",
     .member = member_as<kEnforced, &AgentConfig::enforce_node_allocatable>,
     .text = "Whether pods together are limited to what is not reserved: pods or none.",
     .default_value = "[\"pods\"]",
     .print = Print::Always},
    {.name = "cpuCFSQuota",
     .member = member<&AgentConfig::cpu_cfs_quota>,
     .text = "Whether CPU limits are enforced.",
     .default_value = "true",
     .print = Print::Always},
    {.name = "cpuCFSQuotaPeriod",
     .member = member<&AgentConfig::cpu_cfs_quota_period>,
     .text = "Time in which a CPU limit is measured, 1ms to 1s: a shorter one pauses a container more often, but less "
             "long.",
     .default_value = "100ms",
     .min = 1,
     .max = 1000},
    {.name = "singleProcessOOMKill",
     .member = member<&AgentConfig::single_process_oom_kill>,
     .text = "Whether one process is killed when a container is out of memory, not all of them (cgroup v2).",
     .default_value = "false",
     .print = Print::Always},
    {.name = "memoryThrottlingFactor",
     .member = member_as<kFactor, &AgentConfig::memory_throttling_factor>,
     .text =
         "How far between request and limit a container's memory is slowed down (memory.high of cgroup v2), 0 to 1; "
         "never with 0.",
     .default_value = "0",
     .print = Print::Always},
    {.name = "memoryReservationPolicy",
     .member = member_as<kReservationPolicy, &AgentConfig::memory_reservation_policy>,
     .text =
         "With TieredReservation the kernel keeps the memory that pods request: memory.min of Guaranteed, memory.low "
         "of Burstable pods (cgroup v2).",
     .default_value = "None",
     .print = Print::Always},
    {.name = "podPidsLimit",
     .member = member<&AgentConfig::pod_pids_limit>,
     .text = "Most processes of a pod; no limit with 0 or -1.",
     .default_value = "1024",
     .min = -1,
     .print = Print::Always},
    {.name = "containerLogMaxSize",
     .member = member<&AgentConfig::container_log_max_size>,
     .text = "Size at which the log of a container is rotated.",
     .default_value = "1Mi"},
    {.name = "containerLogMaxFiles",
     .member = member<&AgentConfig::container_log_max_files>,
     .text = "Most files of a log, the current one included.",
     .default_value = "2",
     .min = 2,
     .print = Print::Always},
    {.name = "crashLoopBackOff",
     .member = member_as<kCrashLoopBackOff, &AgentConfig::crash_loop_back_off>,
     .text = "How long restarts wait."},
    {.name = "onExit",
     .member = member_as<kOnExit, &AgentConfig::on_exit>,
     .text = "On SIGTERM, leave the pods to the next agent or stop them first.",
     .default_value = "leave"},
    {.name = "watchdog",
     .member = member<&AgentConfig::watchdog>,
     .text = "Watchdog of the board that the agent pings, a device or auto; none when empty.",
     .print = Print::Always,
     .rule = watchdog},
    {.name = "watchdogTimeoutSeconds",
     .member = member<&AgentConfig::watchdog_timeout_seconds>,
     .text = "Seconds without a ping until the watchdog resets the box.",
     .default_value = "60",
     .min = 1,
     .max = 3600,
     .print = Print::Always},
    {.name = "reboot",
     .member = member_as<kReboot, &AgentConfig::reboot>,
     .text = "Whether and how pods may have the box rebooted.",
     .print = Print::Always},

    refused("address", kText, "Address of the API.", kNoTcp),
    refused("port", kNumber, "Port of the API.", kNoTcp),
    refused("readOnlyPort", kNumber, "Port of the API for reading.", kNoTcp),
    refused("tlsCertFile", kText, "Certificate of the API.", kNoTcp),
    refused("tlsPrivateKeyFile", kText, "Key of the API.", kNoTcp),
    refused("authentication", kText, "Who may use the API.", kNoTcp),
    refused("authorization", kText, "Who may do what with the API.", kNoTcp),
    refused("staticPodURL", kText, "Address of manifests whose pods always run.",
            "is not supported yet: manifests are files in staticPodPath"),
    refused("fileCheckFrequency", kText, "Time between two looks at staticPodPath.",
            "is not supported yet: it is watched, and looked at every 20s"),
    refused("syncFrequency", kText, "Time between two checks of all pods.",
            "is not supported: events and deadlines wake the agent, nothing is polled"),
    refused("evictionHard", kTextMap, "When pods are evicted at once.", kNoEviction),
    refused("evictionSoft", kTextMap, "When pods are evicted after a while.", kNoEviction),
    refused("evictionSoftGracePeriod", kTextMap, "How long that while is.", kNoEviction),
    refused("evictionMinimumReclaim", kTextMap, "How much is freed at least.", kNoEviction),
    refused("imageGCHighThresholdPercent", kNumber, "Disk use from which on images are removed.", kNoPulls),
    refused("imageGCLowThresholdPercent", kNumber, "Disk use down to which images are removed.", kNoPulls),
    refused("serializeImagePulls", kTruth, "Whether images are pulled one after the other.", kNoPulls),
    refused("registryPullQPS", kNumber, "Most pulls in a second.", kNoPulls),
    refused("clusterDNS", kTexts, "Name servers of pods.", kNoDns),
    refused("clusterDomain", kText, "Domain of pods.", kNoDns),
    refused("resolvConf", kText, "File of the resolver that pods get.", kNoDns),
    refused("shutdownGracePeriod", kText, "Time for all pods when the box shuts down.",
            "is not supported yet: with onExit: stop each pod has its own grace period"),
    refused("shutdownGracePeriodCriticalPods", kText, "The part of it for critical pods.",
            "is not supported yet: with onExit: stop each pod has its own grace period"),
    refused("allowedUnsafeSysctls", kTexts, "Settings of the kernel pods may change.",
            "is not supported yet: pods set no sysctls"),
    refused("featureGates", kTextMap, "Features to turn on or off.",
            "is not supported: what is there needs no gate (for MemoryQoS set memoryThrottlingFactor or "
            "memoryReservationPolicy)"),
    without_effect("cgroupDriver", kText, "Who makes cgroups.", "has no effect: the agent makes them"),
    without_effect("containerRuntimeEndpoint", kText, "Socket of the container engine.",
                   "has no effect: there is no container engine"),
    without_effect("failSwapOn", kTruth, "Whether swap keeps the agent from starting.",
                   "has no effect: swap is no reason not to start"),
    without_effect("nodeStatusUpdateFrequency", kText, "Time between two reports of the node.", kNoServer),
    without_effect("nodeStatusReportFrequency", kText, "Time between two reports without news.", kNoServer),
    without_effect("rotateCertificates", kTruth, "Whether new certificates are asked for.", kNoServer),
};

void finish(const Field& field, void* object) {
  const AgentConfig& config = *static_cast<AgentConfig*>(object);
  if (field.member("containerLogMaxSize").present() && config.container_log_max_size.value <= 0) {
    field.member("containerLogMaxSize").invalid("must be greater than 0");
  }
}

}  // namespace

constinit const Type kAgentConfig = object_type("AgentConfig", kRows, finish);

}  // namespace peapod::config::schema
