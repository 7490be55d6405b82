#pragma once

// Whether a container that has ended is started again while its pod lives (kubelet 1.36 container/helpers.go
// ShouldContainerBeRestarted, kuberuntime_manager.go computePodActions).

#include "firmware-agent/core/pod_state.h"

namespace peapod::core {

bool wants_restart(RestartPolicy policy, ContainerKind kind, std::int32_t exit_code, KillCause killed_for);

TerminationReason termination_reason(std::int32_t exit_code, bool oom_killed);

}  // namespace peapod::core
