#pragma once

// What requests and limits become: QoS class, cgroup limits, OOM score (kubelet 1.36 qos/policy.go,
// cm/helpers_linux.go).

#include <cstdint>
#include <string>
#include <string_view>

#include "config/pod_spec.h"
#include "platform/cgroup/cgroup.h"

namespace peapod::runtime {

enum class QosClass : std::uint8_t { Guaranteed, Burstable, BestEffort };

QosClass qos_class(const config::PodSpec& spec);
std::string_view name(QosClass qos);

platform::CgroupLimits container_limits(const config::Container& container);

// The whole pod: shares from the sum of requests, quota and memory only when every container has that limit.
// `pids` is the most processes a pod may have.
platform::CgroupLimits pod_limits(const config::PodSpec& spec, std::int64_t pids);

// What the pod asks for at one time at most: of its main containers and sidecars, or of an init container.
struct PodRequest {
  std::int64_t cpu_milli = 0;
  std::int64_t memory_bytes = 0;
};
PodRequest pod_request(const config::PodSpec& spec);

// -997 Guaranteed, 1000 BestEffort, between for Burstable: the less of the box's memory is asked for, the
// sooner killed.
int oom_score_adj(QosClass qos, const config::Container& container, std::int64_t node_memory_bytes);

// Below the root of our groups: "pod<uid>", "burstable/pod<uid>" or "besteffort/pod<uid>".
std::string pod_cgroup_path(QosClass qos, std::string_view uid);

}  // namespace peapod::runtime
