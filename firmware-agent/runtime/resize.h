#pragma once

// Changing the resources of a pod while it runs (Kubernetes 1.36 kubelet allocation/allocation_manager.go,
// kuberuntime/kuberuntime_manager.go; KEP-1287): whether the box can, when memory in use forbids it, and what the pod's
// group may have meanwhile. The machine says which containers are resized and which are started anew. Pure.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "config/pod_spec.h"
#include "firmware-agent/runtime/admission.h"
#include "platform/cgroup/cgroup.h"

namespace peapod::runtime {

// Deferred: not now; asked again when other pods have given room. Infeasible: never on this box. Both are the reason of
// the condition PodResizePending.
enum class ResizeVerdict : std::uint8_t { Accepted, Deferred, Infeasible };

std::string_view name(ResizeVerdict verdict);

struct ResizeAnswer {
  ResizeVerdict verdict = ResizeVerdict::Accepted;
  std::string message;

  bool operator==(const ResizeAnswer&) const = default;
};

// `others` do not have this pod among them. Static pods too, which kubelet begins anew instead.
ResizeAnswer judge_resize(const config::Pod& wanted, std::span<const PlacedPod> others, const NodeFacts& node);

// Memory in use of the pod (nothing) or of a container (index as in PodPolicy::containers); nothing when it cannot be
// read or does not run.
using MemoryUsage = std::function<std::optional<std::int64_t>(std::optional<std::size_t> container)>;

// Why the limits of this spec must not be set now, in kubelet's words: one of memory would fall below what is in use.
// Empty when they may. Reason Error of the condition PodResizeInProgress; tried again.
std::string memory_in_use(const config::PodSpec& wanted, const MemoryUsage& usage);

// What the pod's group gets before its containers follow, so that what is below never has more than what is above:
// of each limit the larger one.
platform::CgroupLimits larger_limits(const platform::CgroupLimits& now, const platform::CgroupLimits& wanted);

// What events about a resize tell: {"containers":[{"name":"web","resources":{...}}],"generation":2,"error":"..."}.
std::string resize_summary(const config::PodSpec& spec, std::int64_t generation, const std::string& error);

}  // namespace peapod::runtime
