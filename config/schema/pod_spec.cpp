#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "config/names.h"
#include "config/schema/limits.h"
#include "config/schema/types.h"

namespace peapod::config::schema {
namespace {

constexpr const char* kDnsPolicy =
    "is not supported yet: \"Default\" and \"ClusterFirst\" are, both mean the resolv.conf of this box";
constexpr Choice kDnsPolicies[] = {choice("ClusterFirst", DnsPolicy::ClusterFirst),
                                   choice("ClusterFirstWithHostNet", DnsPolicy::ClusterFirstWithHostNet, kDnsPolicy),
                                   choice("Default", DnsPolicy::Default), choice("None", DnsPolicy::None, kDnsPolicy)};
constexpr Choice kPreemptionPolicies[] = {choice("PreemptLowerPriority", PreemptionPolicy::PreemptLowerPriority),
                                          choice("Never", PreemptionPolicy::Never)};

constexpr Row kHostAliasRows[] = {
    {.name = "ip", .member = member<&HostAlias::ip>, .text = "IP address.", .required = true, .rule = ip_address},
    {.name = "hostnames", .member = member<&HostAlias::hostnames>, .text = "Its names.", .rule = dns_subdomain},
};

constexpr std::size_t kNameserversMax = 3;
constexpr std::size_t kSearchesMax = 32;
constexpr std::size_t kSearchListBytesMax = 2048;  // With a blank between two of them.

// core/validation validatePodDNSConfig.
void finish_dns_config(const Field& field, void* object) {
  const DnsConfig& config = *static_cast<DnsConfig*>(object);
  if (config.nameservers.size() > kNameserversMax) {
    field.member("nameservers").invalid("must not have more than " + std::to_string(kNameserversMax) + " nameservers");
  }
  const Field searches = field.member("searches");
  if (config.searches.size() > kSearchesMax) {
    searches.invalid("must not have more than " + std::to_string(kSearchesMax) + " search paths");
  }
  std::size_t bytes = config.searches.empty() ? 0 : config.searches.size() - 1;
  for (const std::string& search : config.searches) bytes += search.size();
  if (bytes > kSearchListBytesMax) {
    searches.invalid("must not have more than " + std::to_string(kSearchListBytesMax) +
                     " characters (including spaces) in the search list");
  }
}

constexpr Row kDnsOptionRows[] = {
    {.name = "name", .member = member<&DnsOption::name>, .text = "Name of the option.", .required = true},
    {.name = "value", .member = member<&DnsOption::value>, .text = "Its value."},
};

constexpr Row kDnsConfigRows[] = {
    {.name = "nameservers",
     .member = member<&DnsConfig::nameservers>,
     .text = "Addresses of name servers, at most 3.",
     .rule = ip_address},
    {.name = "searches",
     .member = member<&DnsConfig::searches>,
     .text = "Domains to search, at most 32.",
     .rule = search_domain},
    {.name = "options", .member = member<&DnsConfig::options>, .text = "Options of the resolver."},
};

constexpr Row kLocalReferenceRows[] = {
    {.name = "name",
     .member = member<&LocalObjectReference::name>,
     .text = "Name of the object.",
     .rule = dns_subdomain},
};

std::string gate_type(std::string_view type) {
  if (std::ranges::find(kAgentConditions, type) == std::end(kAgentConditions)) return label_key(type);
  return "is a condition of the agent's own, which nobody else can set: choose another name";
}

constexpr Row kReadinessGateRows[] = {
    {.name = "conditionType",
     .member = member<&ReadinessGate::condition_type>,
     .text = "Type of a condition that must be true.",
     .required = true,
     .rule = gate_type},
};

constexpr Row kOsRows[] = {
    {.name = "name",
     .member = member<&PodOs::name>,
     .text = "Operating system the pod is made for.",
     .verdict = Verdict::Refused,
     .reason = "is not supported: this box runs Linux",
     .only = "linux",
     .required = true},
};

constexpr const char* kDns = "is not supported yet: DNS settings come with pod networking";
constexpr const char* kScheduler = "is not supported: no scheduler runs on one box";
constexpr const char* kAccounts = "is not supported: no accounts are issued on one box";
constexpr const char* kNoTaints = "has no effect: one box has no taints and no other node";
constexpr const char* kNoScheduler = "has no effect: no scheduler runs on one box";

std::string priority_class(std::string_view name) {
  for (const auto& [known, priority] : kPriorityClasses) {
    if (name == known) return {};
  }
  return "must be system-node-critical or system-cluster-critical: no other class exists on one box, set priority";
}

#ifdef PEAPOD_NO_WRITES
constexpr Verdict kGatesVerdict = Verdict::Refused;
constexpr const char* kGatesReason =
    "is not supported: this peapod was built without requests, which open gates (PEAPOD_WRITES)";
#else
constexpr Verdict kGatesVerdict = Verdict::Runs;
constexpr const char* kGatesReason = "";
#endif

constexpr Row kSpecRows[] = {
    {.name = "volumes",
     .member = member<&PodSpec::volumes>,
     .text = "Volumes that containers mount.",
     .patch_strategy = PatchStrategy::Merge,
     .merge_key = "name"},
    {.name = "initContainers",
     .member = member<&PodSpec::init_containers>,
     .text = "Containers that run to their end, one after the other, before the others start; or sidecars.",
     .patch_strategy = PatchStrategy::Merge,
     .merge_key = "name"},
    {.name = "containers",
     .member = member<&PodSpec::containers>,
     .text = "The containers of the pod, at least one.",
     .required = true,
     .patch_strategy = PatchStrategy::Merge,
     .merge_key = "name"},
    {.name = "ephemeralContainers",
     .member = member_as<kEphemeralContainers, &PodSpec::ephemeral_containers>,
     .text = "Containers added to a running pod to look into it, by its subresource ephemeralcontainers (kubectl "
             "debug); never by a manifest.",
     .patch_strategy = PatchStrategy::Merge,
     .merge_key = "name"},
    {.name = "restartPolicy",
     .member = member<&PodSpec::restart_policy>,
     .text = "Always, OnFailure or Never: what becomes of a container that has ended.",
     .default_value = "Always"},
    {.name = "terminationGracePeriodSeconds",
     .member = member<&PodSpec::termination_grace_period_seconds>,
     .text = "Seconds from the stop signal to SIGKILL; 0 kills at once.",
     .default_value = "30",
     .max = kSecondsMax,
     .print = Print::Always},
    {.name = "activeDeadlineSeconds",
     .member = member<&PodSpec::active_deadline_seconds>,
     .text = "Seconds the pod may take in all; then it is Failed with reason DeadlineExceeded.",
     .min = 1,
     .max = kSecondsMax},
    {.name = "dnsPolicy",
     .member = member<&PodSpec::dns_policy>,
     .text = "Where resolv.conf comes from.",
     .default_value = "ClusterFirst"},
    {.name = "nodeSelector",
     .member = member_as<kLabels, &PodSpec::node_selector>,
     .text = "Labels this node must have, or the pod is Failed with reason NodeAffinity."},
    {.name = "serviceAccountName",
     .member = member<&PodSpec::service_account_name>,
     .text = "Account whose token the pod gets.",
     .verdict = Verdict::Refused,
     .reason = kAccounts,
     .only = "default"},
    {.name = "serviceAccount",
     .member = member<&PodSpec::service_account_name>,
     .text = "Older name of serviceAccountName.",
     .verdict = Verdict::Refused,
     .reason = kAccounts,
     .only = "default"},
    {.name = "automountServiceAccountToken",
     .member = member<&PodSpec::automount_service_account_token>,
     .text = "Whether the token of the account is mounted.",
     .verdict = Verdict::Refused,
     .reason = "is not supported: no tokens are issued on one box",
     .only = "false"},
    {.name = "nodeName",
     .member = member<&PodSpec::node_name>,
     .text = "Name of this node; any other makes the pod Failed with reason NodeName.",
     .rule = dns_subdomain},
    {.name = "hostNetwork",
     .member = member<&PodSpec::host_network>,
     .text = "Whether the pod uses the box's network."},
    {.name = "hostPID", .member = member<&PodSpec::host_pid>, .text = "Whether the pod sees the box's processes."},
    {.name = "hostIPC", .member = member<&PodSpec::host_ipc>, .text = "Whether the pod uses the box's IPC."},
    {.name = "shareProcessNamespace",
     .member = member<&PodSpec::share_process_namespace>,
     .text = "Whether containers see each other's processes."},
    {.name = "securityContext",
     .member = member<&PodSpec::security_context>,
     .text = "What the processes of all containers may do, and as whom.",
     .print = Print::Always},
    {.name = "imagePullSecrets",
     .member = member<&PodSpec::image_pull_secrets>,
     .text = "Secrets for registries.",
     .verdict = Verdict::Refused,
     .reason = "is not supported yet: it comes with pulling from registries",
     .patch_strategy = PatchStrategy::Merge,
     .merge_key = "name"},
    {.name = "hostname",
     .member = member<&PodSpec::hostname>,
     .text = "Host name inside the pod; the pod's name when not given.",
     .rule = dns_label},
    {.name = "subdomain",
     .member = member<&PodSpec::subdomain>,
     .text = "Domain of the host name.",
     .verdict = Verdict::Refused,
     .reason = kDns,
     .rule = dns_label},
    {.name = "affinity", .member = member<&PodSpec::affinity>, .text = "Nodes and pods to be near to or far from."},
    {.name = "schedulerName",
     .member = member<&PodSpec::scheduler_name>,
     .text = "Scheduler that finds a node.",
     .verdict = Verdict::Refused,
     .reason = kScheduler,
     .only = "default-scheduler",
     .default_value = "default-scheduler"},
    {.name = "tolerations",
     .member = member<&PodSpec::tolerations>,
     .text = "Taints of nodes that do not keep the pod away.",
     .verdict = Verdict::NoEffect,
     .reason = kNoTaints},
    {.name = "hostAliases",
     .member = member<&PodSpec::host_aliases>,
     .text = "Lines to add to /etc/hosts.",
     .patch_strategy = PatchStrategy::Merge,
     .merge_key = "ip"},
    {.name = "priorityClassName",
     .member = member<&PodSpec::priority_class_name>,
     .text = "Class of the pod, system-node-critical or system-cluster-critical: it gets room before others.",
     .rule = priority_class},
    {.name = "priority",
     .member = member<&PodSpec::priority>,
     .text = "The pod's priority; from 2000000000 on others are ended when there is no room for it."},
    {.name = "dnsConfig",
     .member = member<&PodSpec::dns_config>,
     .text = "Lines to add to resolv.conf.",
     .verdict = Verdict::Refused,
     .reason = kDns},
    {.name = "readinessGates",
     .member = member<&PodSpec::readiness_gates>,
     .text = "Conditions of others that the pod's readiness needs too; they are set by the subresource status.",
     .verdict = kGatesVerdict,
     .reason = kGatesReason},
    {.name = "runtimeClassName",
     .member = member<&PodSpec::runtime_class_name>,
     .text = "Runtime that runs the containers.",
     .verdict = Verdict::Refused,
     .reason = "is not supported yet: there is one runtime",
     .rule = dns_subdomain},
    {.name = "enableServiceLinks",
     .member = member<&PodSpec::enable_service_links>,
     .text = "Whether variables tell of Services.",
     .verdict = Verdict::NoEffect,
     .reason = "has no effect: no Service exists on one box",
     .only = "true",
     .default_value = "true",
     .print = Print::Always},
    {.name = "preemptionPolicy",
     .member = member<&PodSpec::preemption_policy>,
     .text = "Whether lower priorities give way.",
     .verdict = Verdict::NoEffect,
     .reason = kNoScheduler},
    {.name = "overhead",
     .member = checked(TypeOf<ResourceList>::value),
     .text = "What the runtime itself uses.",
     .verdict = Verdict::Refused,
     .reason = "is not supported: it is set from a RuntimeClass"},
    {.name = "topologySpreadConstraints",
     .member = member<&PodSpec::topology_spread_constraints>,
     .text = "How pods are spread over nodes.",
     .verdict = Verdict::NoEffect,
     .reason = kNoScheduler,
     .patch_strategy = PatchStrategy::Merge,
     .merge_key = "topologyKey"},
    {.name = "setHostnameAsFQDN",
     .member = member<&PodSpec::set_hostname_as_fqdn>,
     .text = "Whether the host name has its domain.",
     .verdict = Verdict::Refused,
     .reason = kDns,
     .only = "false"},
    {.name = "os", .member = member<&PodSpec::os>, .text = "Operating system the pod is made for."},
    {.name = "hostUsers",
     .member = member<&PodSpec::host_users>,
     .text = "Whether the pod uses the box's user ids.",
     .verdict = Verdict::Refused,
     .reason = "is not supported yet: user namespaces come later",
     .only = "true"},
    {.name = "schedulingGates",
     .member = described(kSchedulingGates),
     .text = "Names that hold the pod back until they are removed.",
     .verdict = Verdict::Refused,
     .reason = kScheduler,
     .patch_strategy = PatchStrategy::Merge,
     .merge_key = "name"},
    {.name = "resourceClaims",
     .member = described(kPodResourceClaims),
     .text = "Devices the pod needs.",
     .verdict = Verdict::Refused,
     .reason = "is not supported: dynamic resource allocation needs a cluster",
     .patch_strategy = PatchStrategy::Merge,
     .merge_key = "name"},
    {.name = "resources",
     .member = member_as<kPodResources, &PodSpec::resources>,
     .text = "CPU and memory of all containers together; a container without a limit of its own has the pod's."},
    {.name = "hostnameOverride",
     .member = checked(TypeOf<std::string>::value),
     .text = "Host name, whatever else is said.",
     .verdict = Verdict::Refused,
     .reason = "is not supported yet: use hostname",
     .rule = dns_subdomain},
    {.name = "schedulingGroup",
     .member = described(kSchedulingGroup),
     .text = "Pods that are placed together.",
     .verdict = Verdict::Refused,
     .reason = kScheduler},
};

// As the admission plug-in of Kubernetes (1.36 plugin/pkg/admission/priority).
void set_priority(const Field& field, PodSpec& spec) {
  for (const auto& [name, priority] : kPriorityClasses) {
    if (spec.priority_class_name != name) continue;
    if (spec.priority && *spec.priority != priority) {
      field.member("priority").invalid("must be " + std::to_string(priority) + ", that of priorityClassName");
    }
    spec.priority = priority;
  }
}

void finish_spec(const Field& field, void* object) {
  PodSpec& spec = *static_cast<PodSpec*>(object);
  set_priority(field, spec);
  // A negative grace is one second, as in the API (pkg/apis/core/v1/defaults.go).
  if (spec.termination_grace_period_seconds < 0) spec.termination_grace_period_seconds = 1;
}

constexpr Row kPodRows[] = {
    {.name = "apiVersion", .member = described(TypeOf<std::string>::value), .text = "\"v1\"."},
    {.name = "kind", .member = described(TypeOf<std::string>::value), .text = "\"Pod\"."},
    {.name = "metadata", .member = member<&Pod::metadata>, .text = "Name, labels and annotations.", .required = true},
    {.name = "spec", .member = member<&Pod::spec>, .text = "What the pod is to be.", .required = true},
    {.name = "status",
     .member = described(kPodStatus),
     .text = "What the pod is; written by the agent.",
     .verdict = Verdict::Refused,
     .reason = "is written by the agent, not by a manifest: remove it with all that is below it"},
};

}  // namespace

template <>
constinit const Type TypeOf<DnsPolicy>::value = choice_type("DNSPolicy", kDnsPolicies);

template <>
constinit const Type TypeOf<HostAlias>::value = object_type("HostAlias", kHostAliasRows);

template <>
constinit const Type TypeOf<DnsOption>::value = object_type("PodDNSConfigOption", kDnsOptionRows);

template <>
constinit const Type TypeOf<DnsConfig>::value = object_type("PodDNSConfig", kDnsConfigRows, finish_dns_config);

template <>
constinit const Type TypeOf<LocalObjectReference>::value = object_type("LocalObjectReference", kLocalReferenceRows);

template <>
constinit const Type TypeOf<ReadinessGate>::value = object_type("PodReadinessGate", kReadinessGateRows);

template <>
constinit const Type TypeOf<PodOs>::value = object_type("PodOS", kOsRows);

template <>
constinit const Type TypeOf<PreemptionPolicy>::value = choice_type("PreemptionPolicy", kPreemptionPolicies);

template <>
constinit const Type TypeOf<PodSpec>::value = object_type("PodSpec", kSpecRows, finish_spec);

template <>
constinit const Type TypeOf<Pod>::value = object_type("Pod", kPodRows);

}  // namespace peapod::config::schema
