#pragma once

// Whether the box takes a pod: a decision from facts about both (kubelet 1.36 lifecycle/predicate.go, scheduler
// AdmissionCheck). Pure; also behind `peapod check --against-node`.

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "config/pod_spec.h"
#include "firmware-agent/runtime/node_facts.h"
#include "firmware-agent/runtime/placed_pod.h"
#include "firmware-agent/runtime/resources.h"

namespace peapod::runtime {

// Why the box will not run a pod at all: its phase is Failed from the start.
struct Rejection {
  std::string reason;  // "NodeAffinity", "OutOfcpu".
  std::string message;
};

// Of "pods", "cpu" (milli-cores), "memory" or "ephemeral-storage" (bytes).
struct Shortage {
  std::optional<config::Resource> resource;  // Nothing: pods.
  std::int64_t requested = 0;
  std::int64_t used = 0;
  std::int64_t capacity = 0;

  std::int64_t missing() const { return requested - (capacity - used); }
};

const char* name(const Shortage& shortage);

// Everything that speaks against the pod, in kubelet's order.
struct Obstacles {
  std::vector<Shortage> shortages;
  std::vector<Rejection> others;  // NodeAffinity, NodeName, NodePorts.

  bool none() const { return shortages.empty() && others.empty(); }
};

Obstacles find_obstacles(const config::Pod& pod, const PlacedPod& placed, std::span<const PlacedPod> others,
                         const NodeFacts& node);

Rejection rejection(const Shortage& shortage);

struct Admission {
  std::optional<Rejection> rejection;
  // Indexes of pods that must be gone before this one begins; their phase is Failed, reason Preempting.
  std::vector<std::size_t> victims;
};

// `others` hold their places and do not have this pod among them. A critical pod that lacks nothing but room gets it
// from less important ones (preemption.h).
Admission admit(const config::Pod& pod, bool is_static, std::span<const PlacedPod> others, const NodeFacts& node);

}  // namespace peapod::runtime
