#include "firmware-agent/core/pod_end.h"

#include <algorithm>

#include "firmware-agent/core/container_machine.h"
#include "firmware-agent/core/container_stop.h"

namespace peapod::core {

static bool init_failed(const PodState& state, const PodPolicy& policy) {
  for (std::size_t i = 0; i < policy.containers.size(); ++i) {
    if (policy.containers[i].kind != ContainerKind::Init) continue;
    if (state.containers[i].phase == ContainerPhase::Finished && !has_succeeded(state.containers[i])) return true;
  }
  return false;
}

static bool mains_are_finished(const PodState& state, const PodPolicy& policy) {
  for (std::size_t i = 0; i < policy.containers.size(); ++i) {
    if (policy.containers[i].kind != ContainerKind::Main) continue;
    if (state.containers[i].phase != ContainerPhase::Finished) return false;
  }
  return true;
}

static PodEnd end_by(StopCause cause) {
  switch (cause) {
    case StopCause::Deleted:
      return PodEnd::Deleted;
    case StopCause::NodeShutdown:
      return PodEnd::NodeShutdown;
    case StopCause::Evicted:
      return PodEnd::Evicted;
    case StopCause::Preempted:
      break;
  }
  return PodEnd::Preempted;
}

static PodEnd find_end(const Turn& turn) {
  const PodState& state = turn.state;
  if (init_failed(state, turn.policy)) return PodEnd::InitFailed;
  if (mains_are_finished(state, turn.policy)) return PodEnd::Completed;
  if (state.stop_cause) return end_by(*state.stop_cause);
  const std::optional<Millis>& deadline = turn.policy.active_deadline;
  return deadline && turn.now - state.started_at >= *deadline ? PodEnd::DeadlineExceeded : PodEnd::None;
}

static KillCause kill_cause(PodEnd end) {
  switch (end) {
    case PodEnd::DeadlineExceeded:
      return KillCause::Deadline;
    case PodEnd::InitFailed:
      return KillCause::PodFailed;
    case PodEnd::None:
    case PodEnd::Deleted:
    case PodEnd::NodeShutdown:
    case PodEnd::Evicted:
    case PodEnd::Preempted:
    case PodEnd::Completed:
      break;
  }
  return KillCause::Stopping;
}

// A start under way is given up where that is still possible, and what is being stopped gets no more time
// than the pod.
static void meet_pod_grace(Turn& turn) {
  Millis grace = std::max<Millis>(turn.state.stop_deadline - turn.now, 0);
  for (ContainerState& container : turn.state.containers) shorten_stop(container, turn.now, grace);
}

void note_end(Turn& turn) {
  PodState& state = turn.state;
  if (state.end != PodEnd::None) return;
  state.end = find_end(turn);
  if (state.end == PodEnd::None) return;
  state.restarting_all = false;
  state.renewing_sandbox = false;
  if (state.end == PodEnd::DeadlineExceeded) turn.notice(NoticeReason::DeadlineExceeded);
  if (state.end == PodEnd::Evicted) turn.notice(NoticeReason::Evicted);
  if (state.end == PodEnd::Preempted) turn.notice(NoticeReason::Preempting);
  if (!state.stop_cause) state.stop_deadline = turn.now + turn.policy.termination_grace;
  meet_pod_grace(turn);
  for (ContainerIndex i = 0; i < turn.count(); ++i) {
    const ContainerState& container = turn.container(i);
    if (container.phase == ContainerPhase::Starting) turn.act(action::StopContainer{i, container.launch});
  }
}

void take_stop_requested(Turn& turn, const event::StopRequested& request) {
  PodState& state = turn.state;
  Millis grace = std::max<Millis>(request.grace.value_or(turn.policy.termination_grace), 0);
  bool already_stopping = state.stop_cause || state.end != PodEnd::None;
  Time deadline = turn.now + grace;
  state.stop_deadline = already_stopping ? std::min(state.stop_deadline, deadline) : deadline;
  if (!already_stopping) state.stop_message = request.message;
  if (!state.stop_cause || request.cause == StopCause::Deleted) state.stop_cause = request.cause;
  if (grace == 0) state.forced = true;
  if (already_stopping) meet_pod_grace(turn);
}

void end_containers(Turn& turn) {
  PodState& state = turn.state;
  if (state.end == PodEnd::None) return;
  for (ContainerIndex i = 0; i < turn.count(); ++i) {
    ContainerState& container = turn.container(i);
    if (container.phase == ContainerPhase::Waiting) {
      // Kubernetes 1.36 status_manager.go TerminatePod: once a pod has been initialized, a main container
      // that never ran counts as failed.
      bool missing = state.initialized && turn.container_policy(i).kind == ContainerKind::Main && !container.last;
      if (missing) finish_unknown(turn, i);
      container.phase = ContainerPhase::Finished;
    } else if (container.phase == ContainerPhase::Running) {
      begin_stop(turn, i, kill_cause(state.end), std::max<Millis>(state.stop_deadline - turn.now, 0));
    }
  }
}

}  // namespace peapod::core
