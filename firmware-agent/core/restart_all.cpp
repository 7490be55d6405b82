#include "firmware-agent/core/restart_all.h"

#include "firmware-agent/core/container_stop.h"

namespace peapod::core {

void begin_restart_all(Turn& turn) {
  PodState& state = turn.state;
  if (state.restarting_all) return;
  state.restarting_all = true;
  state.restart_all_due = turn.now + kStopMinimum;
  for (ContainerIndex i = 0; i < turn.count(); ++i) {
    if (turn.container_policy(i).kind == ContainerKind::Ephemeral) continue;
    ContainerState& container = turn.container(i);
    shorten_stop(container, turn.now, 0);
    if (container.phase == ContainerPhase::Starting) turn.act(action::StopContainer{i, container.launch});
  }
}

static void begin_anew(Turn& turn) {
  turn.state.restarting_all = false;
  turn.state.initialized = false;
  for (ContainerIndex i = 0; i < turn.count(); ++i) {
    if (turn.container_policy(i).kind == ContainerKind::Ephemeral) continue;
    ContainerState& container = turn.container(i);
    if (container.phase == ContainerPhase::Finished) container.start_after = turn.now;
    container.phase = ContainerPhase::Waiting;
    container.admitted = false;
  }
}

void advance_restart_all(Turn& turn) {
  if (!turn.state.restarting_all) return;
  bool any_alive = false;
  for (ContainerIndex i = 0; i < turn.count(); ++i) {
    if (turn.container_policy(i).kind == ContainerKind::Ephemeral) continue;
    if (turn.container(i).phase == ContainerPhase::Running) begin_stop(turn, i, KillCause::RestartAll, 0);
    any_alive = any_alive || is_alive(turn.container(i));
  }
  if (!any_alive) begin_anew(turn);
}

}  // namespace peapod::core
