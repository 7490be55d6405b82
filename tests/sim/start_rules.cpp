#include "tests/sim/ledger.h"
#include "tests/sim/violation.h"

// Sandbox, order of starts, restart policy, back-off.

namespace peapod::sim {

using core::ContainerIndex;
using core::ContainerKind;
using core::KillCause;
using core::RestartPolicy;

bool Ledger::restarts(ContainerIndex index, int exit_code) const {
  if (kind_of(index) == ContainerKind::Sidecar) return true;
  const ContainerLedger& container = containers_[index];
  bool probe_ended_it = container.stopping_for == KillCause::Liveness || container.stopping_for == KillCause::Startup;
  switch (policy_.restart_policy) {
    case RestartPolicy::Never:
      return false;
    case RestartPolicy::OnFailure:
      return exit_code != 0 || probe_ended_it;
    case RestartPolicy::Always:
      return exit_code != 0 || kind_of(index) == ContainerKind::Main;
  }
  return false;
}

bool Ledger::any_starting() const {
  for (const ContainerLedger& container : containers_) {
    if (container.life == Life::Asked || container.post_start_out) return true;
  }
  return false;
}

bool Ledger::gate_is_open(ContainerIndex index) const {
  if (kind_of(index) == ContainerKind::Main) return initialized_;
  if (containers_[index].admitted || index == 0) return true;
  const ContainerLedger& before = containers_[index - 1u];
  return kind_of(static_cast<ContainerIndex>(index - 1)) == ContainerKind::Sidecar ? before.started : before.completed;
}

void Ledger::check_start(const core::action::StartContainer& action) {
  demand(action.container < count(), "start of no container");
  ContainerLedger& container = at(action.container);
  if (resumed_ && container.life == Life::Asked && container.launch == action.launch) return;
  demand(action.launch > launch_max_, "a launch number that is not new");
  demand(sandbox_ == Sandbox::Ready, "start without a sandbox");
  demand(!ended(), "start after the pod's end");
  demand(container.life == Life::Idle, "start of a container that lives, or is over");
  demand(!any_starting(), "start while another container starts");
  demand(now_ >= container.not_before, "start before its back-off is over");
  if (kind_of(action.container) != ContainerKind::Main) {
    demand(gate_is_open(action.container), "start before its turn");
  } else {
    for (ContainerIndex i = 0; i < count(); ++i) {
      if (kind_of(i) == ContainerKind::Init) demand(at(i).completed, "main start before init is complete");
      if (kind_of(i) == ContainerKind::Sidecar) demand(at(i).was_started, "main start before a sidecar is started");
    }
  }
  container.life = Life::Asked;
  container.admitted = true;
  container.completed = false;
  container.launch = launch_max_ = action.launch;
  container.restarts = container.terminations;
}

void Ledger::check_sandbox(bool creates) {
  if (resumed_ && sandbox_ == (creates ? Sandbox::Asked : Sandbox::RemoveAsked)) return;
  if (creates) {
    demand(sandbox_ == Sandbox::None && !ended(), "a sandbox nobody needs");
    demand(now_ >= sandbox_not_before_, "sandbox again before its back-off is over");
    sandbox_ = Sandbox::Asked;
    return;
  }
  demand(ended() && (sandbox_ == Sandbox::None || sandbox_ == Sandbox::Ready), "sandbox removed before the pod's end");
  for (const ContainerLedger& container : containers_) {
    demand(container.life == Life::Over, "sandbox removed under a container");
  }
  sandbox_ = Sandbox::RemoveAsked;
}

}  // namespace peapod::sim
