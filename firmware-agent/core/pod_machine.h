#pragma once

// A pod's life as a pure function of (state, event, now). It owns no descriptor, clock, timer or lock; the runtime
// carries out the actions and reports back with events, and calls again with a Tick when next_deadline() has come.

#include "firmware-agent/core/pod_state.h"

namespace peapod::core {

// The state of a pod that the agent has just accepted. Follow it with step(Tick) to begin.
PodState make_pod_state(const PodPolicy& policy, Time now);

// Takes one event. Appends to `actions` (never clears it). Events about older launches are dropped.
void step(PodState& state, const PodPolicy& policy, const Event& event, Time now, Actions& actions);

// When step() must run again with a Tick even if nothing else happens.
std::optional<Time> next_deadline(const PodState& state, const PodPolicy& policy);

// Nothing of the pod is left and none will come: the agent may forget it (deleted), or keeps it for display.
bool is_gone(const PodState& state);

}  // namespace peapod::core
