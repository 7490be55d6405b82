#include "firmware-agent/core/resume.h"

namespace peapod::core {

static void ask_container_again(Turn& turn, ContainerIndex index) {
  ContainerState& container = turn.container(index);
  for (ProbeState& probe : container.probes) {
    if (probe.running) probe.next = turn.now;
    probe.running = false;
  }
  if (container.resize_pending) {
    container.resize_failed = true;
    container.resize_retry_at = turn.now;
  }
  container.resize_pending = false;
  if (container.phase == ContainerPhase::Starting) {
    turn.act(action::StartContainer{index, container.launch});
    if (is_given_up(turn.state, turn.container_policy(index))) turn.act(action::StopContainer{index, container.launch});
  }
  if (container.post_start_pending) turn.act(action::RunHook{index, container.launch, Hook::PostStart});
  if (container.pre_stop_pending) turn.act(action::RunHook{index, container.launch, Hook::PreStop});
  // A signal that comes twice does less harm than one that never comes.
  if (container.stop_signalled && !container.killed) turn.act(action::StopContainer{index, container.launch});
  if (container.killed) turn.act(action::KillContainer{index, container.launch});
}

void ask_again(Turn& turn) {
  if (turn.state.sandbox == SandboxPhase::Creating) turn.act(action::CreateSandbox{});
  if (turn.state.sandbox == SandboxPhase::Ending) turn.act(action::EndSandbox{});
  if (turn.state.sandbox == SandboxPhase::Removing) turn.act(action::RemoveSandbox{});
  for (ContainerIndex i = 0; i < turn.count(); ++i) ask_container_again(turn, i);
}

}  // namespace peapod::core
