#include "firmware-agent/core/restart_all.h"

#include "firmware-agent/core/container_stop.h"

namespace peapod::core {

static void hurry(Turn& turn, ContainerIndex index) {
  ContainerState& container = turn.container(index);
  shorten_stop(container, turn.now, 0);
  if (container.phase == ContainerPhase::Starting) turn.act(action::StopContainer{index, container.launch});
}

static bool is_ephemeral(const Turn& turn, ContainerIndex index) {
  return turn.container_policy(index).kind == ContainerKind::Ephemeral;
}

void begin_restart_all(Turn& turn) {
  PodState& state = turn.state;
  if (state.restarting_all) return;
  state.restarting_all = true;
  state.restart_all_due = turn.now + kStopMinimum;
  for (ContainerIndex i = 0; i < turn.count(); ++i) {
    if (!is_ephemeral(turn, i)) hurry(turn, i);
  }
}

void take_pod_restart_requested(Turn& turn) {
  PodState& state = turn.state;
  if (state.end != PodEnd::None || state.sandbox != SandboxPhase::Ready || state.renewing_sandbox) return;
  begin_restart_all(turn);
  state.renewing_sandbox = true;
  for (ContainerIndex i = 0; i < turn.count(); ++i) {
    if (is_ephemeral(turn, i)) hurry(turn, i);
  }
}

static void end_sandbox(Turn& turn) {
  turn.state.sandbox = SandboxPhase::Ending;
  turn.state.initialized = false;
  turn.act(action::EndSandbox{});
}

static void begin_anew(Turn& turn) {
  turn.state.restarting_all = false;
  turn.state.initialized = false;
  for (ContainerIndex i = 0; i < turn.count(); ++i) {
    if (is_ephemeral(turn, i)) continue;
    ContainerState& container = turn.container(i);
    if (container.phase == ContainerPhase::Finished) container.start_after = turn.now;
    container.phase = ContainerPhase::Waiting;
    container.admitted = false;
  }
}

void advance_restart_all(Turn& turn) {
  if (!turn.state.restarting_all || turn.state.sandbox != SandboxPhase::Ready) return;
  bool any_alive = false;
  for (ContainerIndex i = 0; i < turn.count(); ++i) {
    if (!is_one_of_all(turn.state, turn.container_policy(i))) continue;
    if (turn.container(i).phase == ContainerPhase::Running) begin_stop(turn, i, KillCause::RestartAll, 0);
    any_alive = any_alive || is_alive(turn.container(i));
  }
  if (any_alive) return;
  turn.state.renewing_sandbox ? end_sandbox(turn) : begin_anew(turn);
}

}  // namespace peapod::core
