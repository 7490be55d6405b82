#pragma once

// Who may get its stop signal when a whole pod stops (kubelet 1.36 kuberuntime_termination_order.go):
// everything at once, but a sidecar after all main containers and after the sidecars behind it, so that
// sidecars end in reverse order. All preStop hooks run at once; the wait for one's turn is part of the grace.

#include "firmware-agent/core/pod_state.h"

namespace peapod::core {

bool has_stop_turn(const PodState& state, const PodPolicy& policy, ContainerIndex index);

}  // namespace peapod::core
