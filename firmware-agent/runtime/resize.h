#pragma once

// Changing the resources of a pod while it runs: whether the box can, and which writes to cgroups in which order
// (Kubernetes 1.36 kubelet allocation/, kuberuntime/kuberuntime_manager.go doPodResizeAction; KEP-1287). Pure. Specs
// are of the same pod, alike but for cpu and memory of containers and of spec.resources.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "config/pod_spec.h"
#include "firmware-agent/runtime/admission.h"
#include "firmware-agent/runtime/cgroup_limits.h"

namespace peapod::runtime {

// Deferred: not now; asked again when other pods have given room. Infeasible: never on this box. Both are the reason of
// the condition PodResizePending.
enum class ResizeVerdict : std::uint8_t { Accepted, Deferred, Infeasible };

struct ResizeAnswer {
  ResizeVerdict verdict = ResizeVerdict::Accepted;
  std::string message;
};

// `others` do not have this pod among them.
ResizeAnswer judge_resize(const config::Pod& wanted, bool is_static, std::span<const PlacedPod> others,
                          const NodeFacts& node);

// One write: of the pod's group, or of a container's (index as in PodPolicy::containers). Only the limits of the one
// resource that it changes are set.
struct ResizeStep {
  std::optional<std::size_t> container;
  platform::CgroupLimits limits;
};

// Memory, then CPU; of each, the pod's group before its containers where it grows and after them where it shrinks, so
// that what is below never has more than what is above; among containers those that shrink first. Containers are those
// of `in_place`.
std::vector<ResizeStep> resize_steps(const config::PodSpec& now, const config::PodSpec& wanted,
                                     std::span<const std::size_t> in_place, const Enforcement& enforcement);

// Containers whose resizePolicy for what changes is RestartContainer.
std::vector<std::size_t> containers_to_restart(const config::PodSpec& now, const config::PodSpec& wanted);

// Memory in use of the pod (nothing) or of a container; nothing when it cannot be read.
using MemoryUsage = std::function<std::optional<std::int64_t>(std::optional<std::size_t> container)>;

// Why the steps must not be taken now, in kubelet's words: a memory limit would fall below what is in use. Empty when
// they may. Reason Error of the condition PodResizeInProgress; tried again.
std::string memory_in_use(const config::PodSpec& now, const config::PodSpec& wanted, std::span<const ResizeStep> steps,
                          const MemoryUsage& usage, const Enforcement& enforcement);

}  // namespace peapod::runtime
