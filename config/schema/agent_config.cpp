#include "config/agent_config.h"

#include "config/names.h"
#include "config/schema/kinds.h"

namespace peapod::config::schema {
namespace {

std::string watchdog(std::string_view text) {
  return text == "auto" || text.starts_with('/') ? "" : "must be auto or the path of a device";
}

constexpr Choice kOnExits[] = {choice("leave", OnExit::Leave), choice("stop", OnExit::Stop)};
constexpr Type kOnExit = choice_type("OnExit", kOnExits);

constexpr Row path_row(const char* name, const Member& member, const char* text) {
  return {.name = name, .member = member, .text = text, .rule = absolute_path, .print = Print::Always};
}

// Of KubeletConfiguration.
constexpr Row refused(const char* name, const Type& type, const char* text, const char* reason) {
  return {.name = name, .member = described(type), .text = text, .verdict = Verdict::Refused, .reason = reason};
}

constexpr Row without_effect(const char* name, const Type& type, const char* text, const char* reason) {
  return {.name = name, .member = described(type), .text = text, .verdict = Verdict::NoEffect, .reason = reason};
}

constexpr const char* kNoReserve = "is not supported yet: it comes with node resources";
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

constexpr Row kRows[] = {
    api_version_row("\"peapod.dev/v1alpha1\"."),
    kind_row("\"AgentConfig\"."),
    {.name = "nodeName",
     .member = member<&AgentConfig::node_name>,
     .text = "Name of the box; its host name when not given.",
     .rule = dns_subdomain,
     .print = Print::Always},
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
     .rule = watchdog,
     .print = Print::Always},
    {.name = "watchdogTimeoutSeconds",
     .member = member<&AgentConfig::watchdog_timeout_seconds>,
     .text = "Seconds without a ping until the watchdog resets the box.",
     .default_value = "60",
     .min = 1,
     .max = 3600,
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
    refused("maxPods", kNumber, "Most pods of the node.", "is not supported yet: pods are not counted"),
    refused("systemReserved", kTextMap, "Resources kept for the system.", kNoReserve),
    refused("kubeReserved", kTextMap, "Resources kept for the agent.", kNoReserve),
    refused("enforceNodeAllocatable", kTexts, "What is limited to what is not reserved.", kNoReserve),
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
    refused("featureGates", kTextMap, "Features to turn on or off.", "is not supported: there are none"),
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
