#pragma once

// A pod's life as a pure function of (state, event, now). It owns no descriptor, clock, timer or lock; the
// runtime carries out the actions and reports back with events, and calls again with a Tick when
// next_deadline() has come.
//
//            first Tick                          init containers and sidecars in order, then the main ones
//   (new) --> sandbox is made --> SandboxReady --> containers live (pod_state.h) --> the pod's end (PodEnd)
//                   ^                                  |                                |
//                   +----------- SandboxLost ----------+                containers stop, sandbox is removed
//                                                                                       |
//                                                     kept for display until deleted <--+--> is_gone
//
// To resume from a record: restore() (record.h), step(Resumed), then the reports that waited.

#include "firmware-agent/core/pod_state.h"

namespace peapod::core {

// The state of a pod that the agent has just accepted. Follow it with step(Tick) to begin. The policy has at
// least one main container, init containers and sidecars first, ephemeral ones last, and at most 65,535 in all;
// probe periods and thresholds are >= 1.
PodState make_pod_state(const PodPolicy& policy, Time now);

// Takes one event, then does everything that time and order allow. Appends to `actions` (never clears it).
// Events about older launches, and reports that came twice, are dropped. `now` never goes back. The policy is
// the one of the step before, unless the event is PolicyReplaced.
void step(PodState& state, const PodPolicy& policy, const Event& event, Time now, Actions& actions);

// When step() must run again with a Tick even if nothing else happens. Always later than the last step.
std::optional<Time> next_deadline(const PodState& state, const PodPolicy& policy);

// The pod was deleted, or the node shuts down, and nothing of it is left: the agent may forget it. A pod that
// completed or failed by itself, or was evicted or preempted, is kept for display until then.
bool is_gone(const PodState& state);

}  // namespace peapod::core
