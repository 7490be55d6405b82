#include "firmware-agent/core/pod_machine.h"

#include <algorithm>
#include <cassert>

#include "firmware-agent/core/conditions.h"
#include "firmware-agent/core/container_change.h"
#include "firmware-agent/core/container_machine.h"
#include "firmware-agent/core/container_stop.h"
#include "firmware-agent/core/pod_end.h"
#include "firmware-agent/core/probe_machine.h"
#include "firmware-agent/core/restart_all.h"
#include "firmware-agent/core/resume.h"
#include "firmware-agent/core/sandbox_machine.h"
#include "firmware-agent/core/start_order.h"

namespace peapod::core {

// Ephemeral containers first, as the kubelet does: a pod that cannot start is what they are for.
static void start_next(Turn& turn) {
  for (bool ephemeral : {true, false}) {
    for (ContainerIndex i = 0; i < turn.count(); ++i) {
      bool is_ephemeral = turn.container_policy(i).kind == ContainerKind::Ephemeral;
      if (is_ephemeral != ephemeral || turn.now < turn.container(i).start_after) continue;
      if (may_start(turn.state, turn.policy, i)) return launch(turn, i);
    }
  }
}

// Everything that time and order allow. One pass is enough: each line depends only on those before it and on
// reports.
static void settle(Turn& turn) {
  for (ContainerIndex i = 0; i < turn.count(); ++i) note_started(turn, i);
  note_end(turn);
  end_containers(turn);
  advance_restart_all(turn);
  for (ContainerIndex i = 0; i < turn.count(); ++i) meet_definition(turn, i);
  for (ContainerIndex i = 0; i < turn.count(); ++i) advance_stop(turn, i);
  advance_sandbox(turn);
  if (turn.state.sandbox == SandboxPhase::Ready && init_is_done(turn.state, turn.policy)) turn.state.initialized = true;
  start_next(turn);
  for (ContainerIndex i = 0; i < turn.count(); ++i) run_probes(turn, i);
  note_conditions(turn.state, turn.policy, turn.now);
}

namespace {

// Sorts events by the part they concern.
struct Take {
  Turn& turn;

  // Ours is the mistake when there is no such container; an older launch is only late.
  template <typename Report>
  bool is_current(const Report& report) const {
    assert(report.container < turn.count());
    return report.launch == turn.container(report.container).launch;
  }

  void operator()(event::SandboxReady) const { take_sandbox_ready(turn); }
  void operator()(event::SandboxFailed) const { take_sandbox_failed(turn); }
  void operator()(event::SandboxLost) const { take_sandbox_lost(turn); }
  void operator()(event::SandboxRemoved) const { take_sandbox_removed(turn); }
  void operator()(const event::Started& report) const {
    if (is_current(report)) take_started(turn, report.container);
  }
  void operator()(const event::StartFailed& report) const {
    if (is_current(report)) take_start_failed(turn, report);
  }
  void operator()(const event::Exited& report) const {
    if (is_current(report)) take_exited(turn, report);
  }
  void operator()(const event::HookDone& report) const {
    if (is_current(report)) take_hook_done(turn, report);
  }
  void operator()(const event::ProbeDone& report) const {
    if (is_current(report)) take_probe_done(turn, report);
  }
  void operator()(const event::Resized& report) const {
    if (is_current(report)) take_resized(turn, report);
  }
  void operator()(const event::StopRequested& request) const { take_stop_requested(turn, request); }
  void operator()(const event::GateChanged& changed) const { take_gate_changed(turn, changed); }
  void operator()(event::PodRestartRequested) const { take_pod_restart_requested(turn); }
  void operator()(event::Tick) const {}
  void operator()(event::PolicyReplaced) const {}  // settle() compares.
  void operator()(event::Resumed) const { ask_again(turn); }
};

}  // namespace

PodState make_pod_state(const PodPolicy& policy, Time now) {
  PodState state;
  state.started_at = now;
  state.sandbox_retry_at = now;
  state.gates.resize(policy.readiness_gates.size());
  state.containers.resize(policy.containers.size());
  for (ConditionState& condition : state.conditions) condition.since = now;
  note_conditions(state, policy, now);
  return state;
}

void step(PodState& state, const PodPolicy& policy, const Event& event, Time now, Actions& actions) {
  take_new_containers(state, policy);
  Turn turn{state, policy, now, actions};
  std::visit(Take{turn}, event);
  settle(turn);
}

std::optional<Time> next_deadline(const PodState& state, const PodPolicy& policy) {
  std::optional<Time> next;
  auto consider = [&next](std::optional<Time> time) {
    if (time && (!next || *time < *next)) next = time;
  };
  if (state.end == PodEnd::None) {
    if (state.sandbox == SandboxPhase::None) consider(state.sandbox_retry_at);
    if (policy.active_deadline) consider(state.started_at + *policy.active_deadline);
  }
  for (ContainerIndex i = 0; i < state.containers.size(); ++i) {
    const ContainerState& container = state.containers[i];
    if (may_start(state, policy, i)) consider(container.start_after);
    consider(stop_due(state, policy, i));
    consider(resize_due(state, container));
    consider(probes_due(container, policy.containers[i]));
  }
  return next;
}

bool is_gone(const PodState& state) {
  bool is_unwanted = state.stop_cause == StopCause::Deleted || state.stop_cause == StopCause::NodeShutdown;
  return is_unwanted && state.sandbox == SandboxPhase::Gone;
}

}  // namespace peapod::core
