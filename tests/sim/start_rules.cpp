#include <algorithm>

#include "tests/sim/ledger.h"
#include "tests/sim/violation.h"

// Sandbox, order of starts, restart policy, back-off.

namespace peapod::sim {

using core::ContainerIndex;
using core::ContainerKind;
using core::KillCause;
using core::RestartPolicy;

RestartPolicy Ledger::policy_in_force(ContainerIndex index) const {
  if (kind_of(index) == ContainerKind::Sidecar) return RestartPolicy::Always;
  return policy_of(index).restart_policy ? *policy_of(index).restart_policy : policy_.restart_policy;
}

bool Ledger::is_half_over() const {
  bool any_over = false;
  bool any_for_ever = false;
  for (ContainerIndex i = 0; i < containers_.size(); ++i) {
    if (kind_of(i) != ContainerKind::Main) continue;
    bool is_over = containers_[i].life == Life::Over;
    any_over = any_over || is_over;
    any_for_ever = any_for_ever || (!is_over && policy_in_force(i) == RestartPolicy::Always);
  }
  return any_over && any_for_ever;
}

Next Ledger::next_after(ContainerIndex index, int exit_code) const {
  KillCause cause = containers_[index].stopping_for.value_or(KillCause::None);
  RestartPolicy policy = policy_in_force(index);
  bool probe_ended_it = cause == KillCause::Liveness || cause == KillCause::Startup;
  if (kind_of(index) == ContainerKind::Ephemeral) return Next::Nothing;
  if (cause == KillCause::RestartAll || cause == KillCause::DefinitionChanged || cause == KillCause::Resize) {
    return Next::Again;
  }
  if (probe_ended_it && policy != RestartPolicy::Never) return Next::Again;
  bool init_is_done = kind_of(index) == ContainerKind::Init && exit_code == 0;
  for (const core::RestartRule& rule : policy_of(index).restart_rules) {
    auto times = std::count(rule.exit_codes.begin(), rule.exit_codes.end(), exit_code);
    if (rule.is_not_in ? times > 0 : times == 0) continue;
    if (rule.action == core::RestartAction::RestartAllContainers) return Next::AllAgain;
    return init_is_done ? Next::Nothing : Next::Again;
  }
  if (init_is_done || policy == RestartPolicy::Never) return Next::Nothing;
  return exit_code != 0 || policy == RestartPolicy::Always ? Next::Again : Next::Nothing;
}

bool Ledger::any_starting() const {
  for (const ContainerLedger& container : containers_) {
    if (container.life == Life::Asked || container.post_start_out) return true;
  }
  return false;
}

bool Ledger::gate_is_open(ContainerIndex index) const {
  if (kind_of(index) == ContainerKind::Main) return initialized_;
  if (kind_of(index) == ContainerKind::Ephemeral) return true;
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
  demand(!restarting_all_, "start while all containers are restarted");
  demand(container.life == Life::Idle, "start of a container that lives, or is over");
  demand(!any_starting(), "start while another container starts");
  demand(now_ >= container.not_before, "start before its back-off is over");
  if (kind_of(action.container) == ContainerKind::Ephemeral) {
    demand(container.terminations == 0, "an ephemeral container is restarted");
  } else if (kind_of(action.container) != ContainerKind::Main) {
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
  container.made_of = policy_of(action.container).definition;
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

void Ledger::check_end_of_sandbox() {
  if (resumed_ && sandbox_ == Sandbox::EndAsked) return;
  demand(renewing_ && sandbox_ == Sandbox::Ready, "the end of a sandbox that is not to be made anew");
  demand(!any_alive(), "the sandbox is ended under a container");
  sandbox_ = Sandbox::EndAsked;
  initialized_ = false;
}

}  // namespace peapod::sim
