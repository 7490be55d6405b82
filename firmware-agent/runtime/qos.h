#pragma once

// The QoS class of a pod, and what follows for where it lives and how soon it is killed (kubelet 1.36 qos/policy.go).

#include <cstdint>
#include <string>
#include <string_view>

#include "config/pod_spec.h"

namespace peapod::runtime {

enum class QosClass : std::uint8_t { Guaranteed, Burstable, BestEffort };

// By CPU and memory: of spec.resources where it is set, else of main and init containers.
QosClass qos_class(const config::PodSpec& spec);
std::string_view name(QosClass qos);

// -997 Guaranteed and system-node-critical, 1000 BestEffort, 3 to 999 Burstable: the less of the box's memory is asked
// for, the sooner killed; a sidecar not sooner than any main container.
int oom_score_adj(const config::PodSpec& spec, const config::Container& container, std::int64_t node_memory_bytes);

// Below the root of our groups: "pod<uid>", "burstable/pod<uid>" or "besteffort/pod<uid>".
std::string pod_cgroup_path(QosClass qos, std::string_view uid);

}  // namespace peapod::runtime
