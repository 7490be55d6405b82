#include <algorithm>

#include "tests/sim/ledger.h"
#include "tests/sim/violation.h"

// The status shows what happened.

namespace peapod::sim {

using core::ContainerIndex;
using core::ContainerKind;
using core::ContainerStatus;
using core::KillCause;
using core::PodEnd;
using core::PodPhase;
using Kind = core::ContainerStatus::Kind;

void Ledger::shown(const core::PodStatus& status) {
  demand(status.containers.size() == containers_.size(), "a status for each container");
  bool all_ready = true;
  for (ContainerIndex i = 0; i < count(); ++i) {
    check_container(i, status.containers[i]);
    bool counts = kind_of(i) == ContainerKind::Main || kind_of(i) == ContainerKind::Sidecar;
    if (counts && !is_ready(i)) all_ready = false;
  }
  const auto& ready = status.conditions[static_cast<std::size_t>(core::ConditionType::Ready)];
  const auto& sandbox = status.conditions[static_cast<std::size_t>(core::ConditionType::PodReadyToStartContainers)];
  const auto& containers_ready = status.conditions[static_cast<std::size_t>(core::ConditionType::ContainersReady)];
  demand(containers_ready.is_true == all_ready, "ContainersReady is wrong");
  auto open = std::count(gates_.begin(), gates_.end(), core::GateStatus::True);
  bool gates_open = static_cast<std::size_t>(open) == gates_.size();
  demand(ready.is_true == (all_ready && gates_open), "Ready is wrong");
  bool gates_say_why = ready.reason == "ReadinessGatesNotReady" && !ready.message.empty();
  demand(ready.is_true || !all_ready || gates_say_why, "closed gates are not told");
  bool is_disrupted = end_ == PodEnd::NodeShutdown || end_ == PodEnd::Evicted || end_ == PodEnd::Preempted;
  const auto& disruption = status.conditions[static_cast<std::size_t>(core::ConditionType::DisruptionTarget)];
  demand(disruption.is_true == is_disrupted && disruption.is_shown == is_disrupted, "DisruptionTarget is wrong");
  demand(sandbox.is_true == (sandbox_ == Sandbox::Ready), "PodReadyToStartContainers is wrong");
  demand(ready.is_true || !ready.reason.empty(), "not Ready without a reason");
  const auto& restarting = status.conditions[static_cast<std::size_t>(core::ConditionType::AllContainersRestarting)];
  demand(restarting.is_true == restarting_all_, "AllContainersRestarting is wrong");
  for (std::size_t i = 0; last_status_ && i < core::kConditionCount; ++i) {
    const core::Condition& before = last_status_->conditions[i];
    const core::Condition& after = status.conditions[i];
    bool changed = before.is_true != after.is_true;
    demand(after.since == (changed ? now_ : before.since), "lastTransitionTime is wrong");
  }
  check_phase(status);
  last_status_ = status;
}

void Ledger::check_container(ContainerIndex index, const ContainerStatus& status) {
  const ContainerLedger& container = at(index);
  bool runs = container.life == Life::Up && !container.post_start_out && container.stopping_for != KillCause::PostStart;
  demand((status.kind == Kind::Running) == runs, "Running is wrong");
  demand(status.kind != Kind::Terminated || container.life == Life::Over, "Terminated, but it lives");
  demand(status.kind != Kind::Waiting || !status.waiting_reason.empty(), "Waiting without a reason");
  demand(status.kind != Kind::Waiting || restarting_all_ == (status.waiting_reason == "RestartingAllContainers"),
         "RestartingAllContainers is wrong");
  demand(status.restart_count == container.restarts, "restartCount is wrong");
  demand(status.launch == container.launch, "another launch");
  bool ready = kind_of(index) == ContainerKind::Init ? container.life == Life::Over && container.exit_code == 0
                                                     : is_ready(index);
  demand(status.ready == ready, "ready is wrong");
  demand(status.started == (container.life == Life::Up && runs && container.started), "started is wrong");
  if (status.waiting_reason == "CrashLoopBackOff") {
    demand(now_ < container.not_before, "CrashLoopBackOff although its time has come");
    demand(status.backoff >= std::min<core::Millis>(10'000, policy_.backoff_max), "a back-off too short");
    demand(status.backoff <= policy_.backoff_max, "a back-off too long");
  }
  const auto& newest = status.kind == Kind::Terminated ? status.terminated : status.last;
  demand(newest.has_value() == (container.terminations > 0), "a termination is forgotten");
  if (newest) demand(newest->exit_code == container.exit_code, "another exit code");
}

static std::string_view reason_of(PodEnd end) {
  if (end == PodEnd::DeadlineExceeded) return "DeadlineExceeded";
  if (end == PodEnd::NodeShutdown) return "Terminated";
  if (end == PodEnd::Preempted) return "Preempting";
  return end == PodEnd::Evicted ? "Evicted" : "";
}

void Ledger::check_phase(const core::PodStatus& status) {
  bool is_terminal = status.phase == PodPhase::Succeeded || status.phase == PodPhase::Failed;
  if (terminal_phase_) {
    demand(status.phase == *terminal_phase_, "a terminal phase has changed");
    return;
  }
  bool any_alive = false;
  bool all_succeeded = true;
  bool any_waiting = false;
  bool init_runs = false;
  for (ContainerIndex i = 0; i < count(); ++i) {
    const ContainerLedger& container = at(i);
    if (container.life == Life::Asked || container.life == Life::Up) any_alive = true;
    if (kind_of(i) == ContainerKind::Init && container.life == Life::Up) init_runs = true;
    if (kind_of(i) != ContainerKind::Main) continue;
    if (container.exit_code != 0) all_succeeded = false;
    if (container.terminations == 0 && container.life != Life::Up) any_waiting = true;
  }
  if (is_terminal) {
    demand(ended() && !any_alive, "a terminal phase while something lives");
    bool may_succeed = end_ == PodEnd::Completed || end_ == PodEnd::Deleted;
    demand((status.phase == PodPhase::Succeeded) == (may_succeed && all_succeeded), "Succeeded or Failed is wrong");
    demand(status.reason == reason_of(end_), "the pod's reason is wrong");
    demand(end_ != PodEnd::Evicted || status.message == stop_message_, "the pod's message is wrong");
    terminal_phase_ = status.phase;
    return;
  }
  demand(!ended() || any_alive || end_ == PodEnd::Deleted, "an ended pod without a terminal phase");
  demand(!any_waiting || status.phase == PodPhase::Pending, "Pending is wrong");
  demand(!init_runs || status.phase == PodPhase::Pending, "not Pending while an init container runs");
  demand(status.reason.empty(), "a reason before the phase");
}

}  // namespace peapod::sim
