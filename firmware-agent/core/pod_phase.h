#pragma once

// Kubernetes' phase of a pod, from the state (kubelet 1.36 kubelet_pods.go getPhase, status_manager.go
// mergePodStatus). Terminal phases are shown when the last container is gone, and stay.

#include "firmware-agent/core/pod_state.h"

namespace peapod::core {

enum class PodPhase : std::uint8_t { Pending, Running, Succeeded, Failed };

PodPhase pod_phase(const PodState& state, const PodPolicy& policy);

// What a container shows (ContainerState of the API).
enum class ContainerShow : std::uint8_t { Waiting, Running, Terminated };

ContainerShow container_show(const ContainerState& container);

}  // namespace peapod::core
