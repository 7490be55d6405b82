#include "firmware-agent/core/container_stop.h"

#include <algorithm>
#include <cassert>

#include "firmware-agent/core/stop_order.h"

namespace peapod::core {

void begin_stop(Turn& turn, ContainerIndex index, KillCause cause, Millis grace) {
  ContainerState& container = turn.container(index);
  assert(container.phase == ContainerPhase::Running && grace >= 0);
  container.phase = ContainerPhase::Stopping;
  container.kill_cause = cause;
  container.stop_deadline = turn.now + grace;
  container.post_start_pending = false;
  container.resize_pending = false;
  container.resize_failed = false;
  turn.changed = true;
  turn.act(action::Notice{.reason = NoticeReason::Killing,
                          .container = index,
                          .probe = cause == KillCause::Liveness ? ProbeKind::Liveness : ProbeKind::Startup,
                          .cause = cause});
  if (turn.container_policy(index).has_pre_stop && grace > 0) {
    container.pre_stop_pending = true;
    turn.act(action::RunHook{index, container.launch, Hook::PreStop});
  }
}

void shorten_stop(ContainerState& container, Time now, Millis grace) {
  if (container.phase != ContainerPhase::Stopping) return;
  if (container.stop_signalled) grace = std::max(grace, kStopMinimum);
  container.stop_deadline = std::min(container.stop_deadline, now + grace);
}

static void kill(Turn& turn, ContainerIndex index) {
  ContainerState& container = turn.container(index);
  container.killed = true;
  container.pre_stop_pending = false;
  turn.act(action::KillContainer{index, container.launch});
}

// How long a start may go on once it has been given up.
static std::optional<Time> start_limit(const PodState& state, const ContainerPolicy& policy) {
  if (!is_given_up(state, policy)) return std::nullopt;
  return state.end != PodEnd::None ? state.stop_deadline : state.restart_all_due;
}

static void advance_start(Turn& turn, ContainerIndex index) {
  std::optional<Time> limit = start_limit(turn.state, turn.container_policy(index));
  if (limit && turn.now >= *limit && !turn.container(index).killed) kill(turn, index);
}

void advance_stop(Turn& turn, ContainerIndex index) {
  ContainerState& container = turn.container(index);
  if (container.phase == ContainerPhase::Starting) return advance_start(turn, index);
  if (container.phase != ContainerPhase::Stopping || container.killed) return;
  if (turn.state.forced) return kill(turn, index);

  bool grace_is_over = turn.now >= container.stop_deadline;
  if (container.stop_signalled) {
    if (!grace_is_over) return;
    turn.notice(NoticeReason::ExceededGracePeriod, index);
    return kill(turn, index);
  }
  bool held = container.pre_stop_pending || !has_stop_turn(turn.state, turn.policy, index);
  if (held && !grace_is_over) return;
  container.pre_stop_pending = false;
  container.stop_signalled = true;
  container.stop_deadline = std::max(container.stop_deadline, turn.now + kStopMinimum);
  turn.act(action::StopContainer{index, container.launch});
}

std::optional<Time> stop_due(const PodState& state, const PodPolicy& policy, ContainerIndex index) {
  const ContainerState& container = state.containers[index];
  if (container.killed) return std::nullopt;
  if (container.phase == ContainerPhase::Stopping) return container.stop_deadline;
  return container.phase == ContainerPhase::Starting ? start_limit(state, policy.containers[index]) : std::nullopt;
}

}  // namespace peapod::core
