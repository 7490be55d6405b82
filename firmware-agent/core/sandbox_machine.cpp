#include "firmware-agent/core/sandbox_machine.h"

#include <algorithm>

#include "firmware-agent/core/backoff.h"
#include "firmware-agent/core/container_machine.h"

namespace peapod::core {

void take_sandbox_ready(Turn& turn) {
  if (turn.state.sandbox == SandboxPhase::Creating) turn.state.sandbox = SandboxPhase::Ready;
}

void take_sandbox_failed(Turn& turn) {
  if (turn.state.sandbox != SandboxPhase::Creating) return;
  turn.state.sandbox = SandboxPhase::None;
  turn.state.sandbox_retry_at = turn.now + kSandboxRetry;
  turn.notice(NoticeReason::FailedCreatePodSandBox);
}

void take_sandbox_lost(Turn& turn) {
  PodState& state = turn.state;
  if (state.sandbox == SandboxPhase::Creating) return take_sandbox_failed(turn);
  if (state.sandbox != SandboxPhase::Ready && state.sandbox != SandboxPhase::Ending) return;
  const bool renewing = state.renewing_sandbox;
  state.renewing_sandbox = false;
  state.sandbox = SandboxPhase::None;
  state.sandbox_retry_at = turn.now;
  state.initialized = false;
  state.restarting_all = false;
  // With Never a pod gets one sandbox only (kuberuntime_manager.go computePodActions): what has not finished
  // has failed; unless another one was asked for.
  bool again = state.end == PodEnd::None && (renewing || turn.policy.restart_policy != RestartPolicy::Never);
  if (again) turn.notice(NoticeReason::SandboxChanged);
  for (ContainerIndex i = 0; i < turn.count(); ++i) {
    if (again) {
      leave_sandbox(turn, i);
    } else if (turn.container(i).phase != ContainerPhase::Finished) {
      finish_unknown(turn, i);
    }
  }
}

void take_sandbox_removed(Turn& turn) {
  if (turn.state.sandbox == SandboxPhase::Removing) turn.state.sandbox = SandboxPhase::Gone;
}

static void create(Turn& turn) {
  turn.state.sandbox = SandboxPhase::Creating;
  turn.state.sandbox_attempt += 1;
  turn.act(action::CreateSandbox{});
}

static void remove(Turn& turn) {
  auto is_finished = [](const ContainerState& container) { return container.phase == ContainerPhase::Finished; };
  if (!std::all_of(turn.state.containers.begin(), turn.state.containers.end(), is_finished)) return;
  turn.state.sandbox = SandboxPhase::Removing;
  turn.act(action::RemoveSandbox{});
}

void advance_sandbox(Turn& turn) {
  bool ended = turn.state.end != PodEnd::None;
  switch (turn.state.sandbox) {
    case SandboxPhase::None:
      if (ended) return remove(turn);  // Also what a failed or lost one left.
      if (turn.now >= turn.state.sandbox_retry_at) create(turn);
      return;
    case SandboxPhase::Ready:
      if (ended) remove(turn);
      return;
    case SandboxPhase::Creating:
    case SandboxPhase::Ending:
    case SandboxPhase::Removing:
    case SandboxPhase::Gone:
      return;
  }
}

}  // namespace peapod::core
