#pragma once

// What a replaced policy means for its containers (kubelet 1.36 kuberuntime_manager.go computePodActions,
// computePodResizeAction; pods.md C3): a running main container or sidecar of another image is stopped with the
// pod's grace and restarted, whatever its policy; one whose resources differ is resized, or restarted where
// resizePolicy says so. One that waits begins its back-off anew. Init containers that have run, and ephemeral
// ones, stay as they are.

#include "firmware-agent/core/turn.h"

namespace peapod::core {

inline constexpr Millis kResizeRetry = 10'000;  // After one that failed; does not grow.

// Containers that the policy has more, which are ephemeral ones.
void take_new_containers(PodState& state, const PodPolicy& policy);

// Does what the difference between the policy and what was launched asks for. The pod lives.
void meet_definition(Turn& turn, ContainerIndex index);

void take_resized(Turn& turn, const event::Resized& resized);

// When meet_definition() has something to do even if nothing happens.
std::optional<Time> resize_due(const PodState& state, const ContainerState& container);

}  // namespace peapod::core
