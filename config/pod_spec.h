#pragma once

// What a v1 Pod manifest means, as plain structs. Defaults are the member initialisers (Kubernetes 1.36,
// pkg/apis/core/v1/defaults.go). The structs hold no position and no YAML: a Pod is the same whether it came from a
// file or from the API. How each member is read, printed and explained is said by its row in config/schema/.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/box.h"
#include "config/container.h"
#include "config/object_meta.h"
#include "config/scheduling.h"
#include "config/security_context.h"
#include "config/volume.h"

namespace peapod::config {

// There is no cluster DNS: both mean the resolv.conf of the box.
enum class DnsPolicy : std::uint8_t { ClusterFirst, ClusterFirstWithHostNet, Default, None };

struct HostAlias {
  std::string ip;
  std::vector<std::string> hostnames;
};

struct DnsOption {
  std::string name;
  std::optional<std::string> value;
};

struct DnsConfig {
  std::vector<std::string> nameservers;  // At most 3.
  std::vector<std::string> searches;     // At most 32, 2048 characters together.
  std::vector<DnsOption> options;
};

struct LocalObjectReference {
  std::string name;
};

struct ReadinessGate {
  std::string condition_type;
};

struct PodOs {
  std::string name;
};

enum class PreemptionPolicy : std::uint8_t { PreemptLowerPriority, Never };

// The classes that are there without being made, and the priority from which a pod is critical (Kubernetes 1.36
// pkg/apis/scheduling).
inline constexpr std::string_view kSystemNodeCritical = "system-node-critical";
inline constexpr std::pair<std::string_view, std::int32_t> kPriorityClasses[] = {
    {kSystemNodeCritical, 2'000'001'000}, {"system-cluster-critical", 2'000'000'000}};
inline constexpr std::int32_t kSystemCriticalPriority = 2'000'000'000;

// Conditions that the agent keeps, so nobody else can set them: core's, and the runtime's two of resizes.
inline constexpr std::string_view kAgentConditions[] = {
    "PodReadyToStartContainers", "Initialized",      "Ready",
    "ContainersReady",           "PodScheduled",     "DisruptionTarget",
    "AllContainersRestarting",   "PodResizePending", "PodResizeInProgress"};

struct PodSpec {
  std::vector<Container> init_containers;
  std::vector<Container> containers;
  std::vector<Container> ephemeral_containers;  // Never in a manifest: added to the pod while it is there.
  std::vector<Volume> volumes;
  RestartPolicy restart_policy = RestartPolicy::Always;
  std::int64_t termination_grace_period_seconds = 30;
  std::optional<std::int64_t> active_deadline_seconds;
  DnsPolicy dns_policy = DnsPolicy::ClusterFirst;
  Labels node_selector;
  std::string service_account_name;  // Empty or "default": no tokens are issued on one box.
  std::optional<bool> automount_service_account_token;
  std::string node_name;  // Empty, or the name of this node.
  bool host_network = false;
  bool host_pid = false;
  bool host_ipc = false;
  std::optional<bool> share_process_namespace;
  PodSecurityContext security_context;
  std::vector<LocalObjectReference> image_pull_secrets;
  std::string hostname;
  std::string subdomain;
  Box<Affinity> affinity;
  std::string scheduler_name = "default-scheduler";
  std::vector<Toleration> tolerations;
  std::vector<HostAlias> host_aliases;
  std::string priority_class_name;
  std::optional<std::int32_t> priority;
  Box<DnsConfig> dns_config;
  std::vector<ReadinessGate> readiness_gates;
  std::optional<std::string> runtime_class_name;
  bool enable_service_links = true;  // No Service exists on one box: nothing to inject either way.
  std::optional<PreemptionPolicy> preemption_policy;
  std::vector<TopologySpreadConstraint> topology_spread_constraints;
  std::optional<bool> set_hostname_as_fqdn;
  std::optional<PodOs> os;
  std::optional<bool> host_users;
  Box<ResourceRequirements> resources;
};

// All containers in one order, by which they are numbered everywhere: init containers, main ones, ephemeral ones, each
// as written.
std::size_t container_count(const PodSpec& spec);
const Container& container_at(const PodSpec& spec, std::size_t index);

struct Pod {
  ObjectMeta metadata;
  PodSpec spec;
};

}  // namespace peapod::config
