#pragma once

// What requests and limits become in cgroups: of containers, pods, QoS tiers and all of them together (kubelet 1.36
// kuberuntime/kuberuntime_container_linux.go, cm/helpers_linux.go, cm/qos_container_manager_linux.go). Pure.

#include <cstdint>

#include "config/pod_spec.h"
#include "firmware-agent/runtime/qos.h"
#include "firmware-agent/runtime/resources.h"
#include "platform/cgroup/cgroup.h"
#include "platform/cgroup/conversion.h"

namespace peapod::runtime {

// How limits are enforced on this box: settings, and what they are measured against.
struct Enforcement {
  bool cpu_quota = true;
  std::int64_t cpu_period_us = platform::kCpuPeriodUs;
  bool oom_group = true;                // All of a container is killed when it is out of memory.
  std::int64_t pod_pids = 1024;         // Most processes of a pod; 0: no limit.
  std::int32_t memory_throttling = 0;   // memoryThrottlingFactor in thousandths; 0: no memory.high.
  bool reserve_memory = false;          // memory.min and memory.low as requested.
  std::int64_t allocatable_memory = 0;  // Bytes; stands for a limit that is not there.
  std::int64_t page_bytes = 4096;
};

// A container without a limit of its own has its pod's. Without a request, its limit is its request.
platform::CgroupLimits container_limits(const config::PodSpec& spec, const config::Container& container,
                                        const Enforcement& enforcement);

// The whole pod: shares from the sum of requests; quota and memory of spec.resources, or when every container has that
// limit.
platform::CgroupLimits pod_limits(const config::PodSpec& spec, const Enforcement& enforcement);

// What the pods of each class request together.
struct TierRequests {
  Resources guaranteed, burstable;

  void add(QosClass qos, const Resources& request);
  bool operator==(const TierRequests&) const = default;
};

// The group that all pods are in, and the two tiers below it. The burstable one competes with what its pods request,
// the other with the least.
struct TierLimits {
  platform::CgroupLimits all, burstable, best_effort;
};
TierLimits tier_limits(const TierRequests& requests, const Enforcement& enforcement);

// Of the group that all pods are in (enforceNodeAllocatable): CPU by its share, memory when some is reserved.
platform::CgroupLimits node_limits(const Resources& capacity, const Resources& allocatable);

}  // namespace peapod::runtime
