#pragma once

// Whether a container that has ended is started again while its pod lives (kubelet 1.36 container/helpers.go
// ShouldContainerBeRestarted and ShouldAllContainersRestart, api/v1/pod/util.go ContainerShouldRestart,
// kuberuntime_manager.go computePodActions).

#include "firmware-agent/core/pod_state.h"

namespace peapod::core {

enum class AfterExit : std::uint8_t { Stay, Restart, RestartAllContainers };

// The container's own policy, or the pod's; Always for a sidecar.
RestartPolicy restart_policy(const PodPolicy& pod, const ContainerPolicy& container);

// `killed_for` is why it was being stopped, if it was. The pod lives.
AfterExit after_exit(const PodPolicy& pod, const ContainerPolicy& container, std::int32_t exit_code,
                     KillCause killed_for);

// A failed probe restarts the container, whatever its exit code and the rules for it.
bool restarts_after_probe(const PodPolicy& pod, const ContainerPolicy& container);

// An exit of one of its containers may restart all of them.
bool can_restart_all(const PodPolicy& pod);

TerminationReason termination_reason(std::int32_t exit_code, bool oom_killed);

}  // namespace peapod::core
