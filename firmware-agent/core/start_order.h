#pragma once

// Whose turn it is to start (kubelet 1.36 kuberuntime_manager.go SyncPod, computeInitContainerActions):
//
// * Init containers and sidecars one after the other: the next may start when the one before has completed
// (init) or is
//   started (sidecar). One whose turn has come once is restarted without asking again.
// * Then the main containers, in the order of the manifest.
// * Ephemeral containers as soon as there is a sandbox.
// * One start at a time in a pod: it lasts until the postStart hook has answered. A start that failed or
// waits in
//   back-off does not hold up the main containers after it.

#include "firmware-agent/core/pod_state.h"

namespace peapod::core {

// Everything but the time allows container `index` to start.
bool may_start(const PodState& state, const PodPolicy& policy, ContainerIndex index);

// The last init container or sidecar has been passed.
bool init_is_done(const PodState& state, const PodPolicy& policy);

}  // namespace peapod::core
