#pragma once

// The conditions the kubelet keeps on a pod (kubelet 1.36 status/generate.go): whether each is true, and
// since when. Their reasons are in pod_status.h.

#include "firmware-agent/core/turn.h"

namespace peapod::core {

bool condition_is_true(ConditionType type, const PodState& state, const PodPolicy& policy);

// An init container has completed, or a sidecar is started.
bool is_initialized(const ContainerState& container, ContainerKind kind);

// The pod must make room (kubelet 1.36 eviction_manager.go, preemption.go, nodeshutdown_manager.go).
bool is_disrupted(PodEnd end);

void take_gate_changed(Turn& turn, const event::GateChanged& changed);

// Records the changes in state.conditions.
void note_conditions(PodState& state, const PodPolicy& policy, Time now);

}  // namespace peapod::core
