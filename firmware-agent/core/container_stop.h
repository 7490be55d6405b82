#pragma once

// Stopping one container within its grace (kubelet 1.36 kuberuntime_container.go killContainer):
//
//   begin_stop: preStop hook --answered, or grace over--> wait for its turn --turn, or grace over--> stop
//   signal
//               --grace over, and 2 s since the signal--> SIGKILL --> Exited
//
// Without a preStop hook, or without grace, it begins at the turn. A pod stopped with grace 0 skips to
// SIGKILL.

#include "firmware-agent/core/turn.h"

namespace peapod::core {

// Between stop signal and SIGKILL, however long preStop took (minimumGracePeriodInSeconds).
inline constexpr Millis kStopMinimum = 2'000;

// The container is Running. `grace` >= 0.
void begin_stop(Turn& turn, ContainerIndex index, KillCause cause, Millis grace);

// Grace can only shrink. Any phase.
void shorten_stop(ContainerState& container, Time now, Millis grace);

// Takes the next of the steps above that is due. Any phase; also kills a start that outlasts its pod's grace.
void advance_stop(Turn& turn, ContainerIndex index);

// When advance_stop() has something to do even if nothing happens.
std::optional<Time> stop_due(const PodState& state, const PodPolicy& policy, ContainerIndex index);

}  // namespace peapod::core
