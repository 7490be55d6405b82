#pragma once

// The restart of all containers that an exit asks for (restartPolicyRules, action RestartAllContainers;
// KEP-5532, kubelet 1.36 kuberuntime_manager.go): everything but ephemeral containers is killed with grace 0,
// which leaves 2 s between stop signal and SIGKILL, without preStop and without order. When the last one is
// gone, the pod begins anew in the same sandbox: init containers first.

#include "firmware-agent/core/turn.h"

namespace peapod::core {

// The container whose exit it was is Waiting already.
void begin_restart_all(Turn& turn);

// Stops what has come to run, and begins anew when nothing is left.
void advance_restart_all(Turn& turn);

// Like that, of ephemeral containers too, and then the sandbox is ended: everything runs again in a new one.
void take_pod_restart_requested(Turn& turn);

}  // namespace peapod::core
