#pragma once

// When the probes of a container run, and what their outcomes mean (kubelet 1.36 prober/worker.go, pods.md
// C2):
//
// * Nothing runs before postStart is done. Startup runs until it has passed; liveness and readiness from then
// on;
//   initialDelay always counts from the start of the container.
// * First at once (after initialDelay), then every period; a run that takes longer is followed at once by the
// next.
// * A verdict needs failureThreshold or successThreshold equal outcomes in a row. Errors are not outcomes.
// * Failed startup and liveness stop the container, with the probe's own grace if it has one. Both end with
// the
//   container's stop; readiness goes on until the process is gone or killed.
// * A container that is not ready is probed out of turn when something else in the pod changes, as the
// kubelet does at
//   every status computation; at most once a second.

#include "firmware-agent/core/turn.h"

namespace peapod::core {

inline constexpr Millis kReadinessAgainMinimum = 1'000;

void reset_probes(ContainerState& container, const ContainerPolicy& policy, Time started_at);

void take_probe_done(Turn& turn, const event::ProbeDone& done);

// Runs what is due.
void run_probes(Turn& turn, ContainerIndex index);

// When run_probes() has something to do even if nothing happens.
std::optional<Time> probes_due(const ContainerState& container, const ContainerPolicy& policy);

// running and (no readinessProbe or its last verdict is success) and started. An init container is ready when
// it has completed, which is not asked here.
bool is_ready(const ContainerState& container, const ContainerPolicy& policy);

}  // namespace peapod::core
