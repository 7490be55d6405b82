#include "tests/sim/ledger.h"

#include <algorithm>

#include "tests/sim/violation.h"

namespace peapod::sim {

using core::ContainerIndex;
using core::ContainerKind;
using core::Millis;
using core::PodEnd;
using core::ProbeKind;
using core::RestartPolicy;
using core::Time;
namespace event = core::event;

Ledger::Ledger(const core::PodPolicy& policy, Time now)
    : policy_(policy),
      now_(now),
      started_at_(now),
      containers_(policy.containers.size()),
      gates_(policy.readiness_gates.size(), core::GateStatus::Missing) {}

void Ledger::told(const core::Event& event, Time now) {
  now_ = now;
  notices_ = 0;
  while (containers_.size() < policy_.containers.size()) {
    containers_.emplace_back().life = ended() ? Life::Over : Life::Idle;
  }
  begins_anew_ = false;
  resumed_ = std::holds_alternative<event::Resumed>(event);
  for (ContainerLedger& container : containers_) container.must_stop_for = core::KillCause::None;
  if (std::holds_alternative<event::SandboxReady>(event)) {
    if (sandbox_ == Sandbox::Asked) sandbox_ = Sandbox::Ready;
  } else if (std::holds_alternative<event::SandboxFailed>(event)) {
    if (sandbox_ == Sandbox::Asked) sandbox_not_before_ = now + 10'000;
    if (sandbox_ == Sandbox::Asked) sandbox_ = Sandbox::None;
  } else if (std::holds_alternative<event::SandboxLost>(event)) {
    told_lost();
  } else if (std::holds_alternative<event::SandboxRemoved>(event)) {
    if (sandbox_ == Sandbox::RemoveAsked) sandbox_ = Sandbox::Gone;
  } else if (const auto* started = std::get_if<event::Started>(&event)) {
    ContainerLedger& container = at(started->container);
    if (container.launch == started->launch && container.life == Life::Asked) told_up(started->container);
  } else if (const auto* failed = std::get_if<event::StartFailed>(&event)) {
    told_start_failed(*failed);
  } else if (const auto* exited = std::get_if<event::Exited>(&event)) {
    ContainerLedger& container = at(exited->container);
    bool is_alive = container.life == Life::Asked || container.life == Life::Up;
    if (container.launch == exited->launch && is_alive) {
      if (container.life == Life::Asked) container.up_since = now;
      told_down(exited->container, exited->exit_code);
    }
  } else if (const auto* hook = std::get_if<event::HookDone>(&event)) {
    told_hook(*hook);
  } else if (const auto* probe = std::get_if<event::ProbeDone>(&event)) {
    told_probe(*probe);
  } else if (const auto* resized = std::get_if<event::Resized>(&event)) {
    told_resized(*resized);
  } else if (const auto* request = std::get_if<event::StopRequested>(&event)) {
    told_stop(*request);
  } else if (const auto* changed = std::get_if<event::GateChanged>(&event)) {
    gates_[changed->gate] = changed->status;
  } else if (std::holds_alternative<event::PodRestartRequested>(event)) {
    if (!ended() && sandbox_ == Sandbox::Ready && !renewing_) {
      begin_restart_of_all();
      renewing_ = true;
      for (ContainerIndex i = 0; i < count(); ++i) {
        if (kind_of(i) == ContainerKind::Ephemeral) hurry(i);
      }
    }
  } else if (resumed_) {
    told_resumed();
  }
  note_started();
  note_end();
  note_restart_of_all();
  note_changes();
  note_initialized();
}

void Ledger::told_up(ContainerIndex index) {
  ContainerLedger& container = at(index);
  container.life = Life::Up;
  container.killed = false;
  container.up_since = now_;
  container.failed_starts = 0;
  container.post_start_out = policy_of(index).has_post_start && !ended() && !restarting_all_;
  reset_probes(index);
}

void Ledger::told_down(ContainerIndex index, int exit_code) {
  Next next = ended() ? Next::Nothing : next_after(index, exit_code);
  if (restarting_all_ && kind_of(index) != ContainerKind::Ephemeral) next = std::max(next, Next::Again);
  end_run(index, exit_code);
  if (next != Next::Nothing) at(index).life = Life::Idle;
  // An init container that took SIGTERM as a reason to exit with 0 has not completed.
  if (next != Next::Nothing && kind_of(index) == ContainerKind::Init) at(index).completed = false;
  if (next == Next::AllAgain) begin_restart_of_all();
}

void Ledger::begin_restart_of_all() {
  if (restarting_all_) return;
  restarting_all_ = true;
  restart_due_ = now_ + 2'000;
  for (ContainerIndex i = 0; i < count(); ++i) {
    if (kind_of(i) != ContainerKind::Ephemeral) hurry(i);
  }
}

void Ledger::hurry(ContainerIndex index) {
  Time least = at(index).signalled ? now_ + 2'000 : now_;
  if (at(index).stopping_for) at(index).stop_due = std::min(at(index).stop_due, least);
}

bool Ledger::ends_with_all(ContainerIndex index) const {
  return restarting_all_ && (kind_of(index) != ContainerKind::Ephemeral || renewing_);
}

void Ledger::end_run(ContainerIndex index, int exit_code) {
  static constexpr Millis kDelays[] = {0, 10'000, 20'000, 40'000, 80'000, 160'000, 320'000};
  ContainerLedger& container = at(index);
  bool is_own_end = container.stopping_for != core::KillCause::RestartAll;
  Millis ran = container.life == Life::Asked || container.life == Life::Up ? now_ - container.up_since : 0;
  if (is_own_end && ran > 600'000) container.step_of_backoff = 0;
  container.terminations += 1;
  container.failed_starts = 0;
  container.exit_code = exit_code;
  container.completed = exit_code == 0;
  container.started = container.post_start_out = container.pre_stop_asked = container.pre_stop_out = false;
  container.signalled = container.killed = false;
  container.stopping_for.reset();
  container.life = Life::Over;
  container.not_before = now_;
  container.resize_out = false;
  container.resize_again.reset();
  bool begins_anew =
      (kind_of(index) == ContainerKind::Init && exit_code == 0) || container.made_of != policy_of(index).definition;
  if (begins_anew) container.step_of_backoff = 0;
  if (!is_own_end || begins_anew) return;
  container.not_before = now_ + std::min(kDelays[container.step_of_backoff], policy_.backoff_max);
  container.step_of_backoff = std::min(container.step_of_backoff + 1, 6);
}

void Ledger::told_start_failed(const event::StartFailed& failed) {
  ContainerLedger& container = at(failed.container);
  if (container.launch != failed.launch || container.life != Life::Asked) return;
  if (failed.reason == core::StartFailure::StartError || failed.reason == core::StartFailure::ContainerCannotRun) {
    container.up_since = now_;
    return told_down(failed.container, failed.exit_code);
  }
  container.killed = false;
  container.life = ended() ? Life::Over : Life::Idle;
  container.not_before = now_ + std::min<Millis>(10'000LL << std::min(container.failed_starts, 10), 300'000);
  container.failed_starts += 1;
}

void Ledger::told_hook(const event::HookDone& done) {
  ContainerLedger& container = at(done.container);
  if (container.launch != done.launch) return;
  if (done.hook == core::Hook::PreStop) {
    container.pre_stop_out = false;
  } else if (container.post_start_out) {
    container.post_start_out = false;
    if (!done.ok) container.must_stop_for = core::KillCause::PostStart;
  }
}

void Ledger::told_stop(const event::StopRequested& request) {
  Millis grace = request.grace.value_or(policy_.termination_grace);
  bool again = stop_cause_ || ended();
  pod_due_ = again ? std::min(pod_due_, now_ + grace) : now_ + grace;
  if (!again) stop_message_ = request.message;
  if (!stop_cause_ || request.cause == core::StopCause::Deleted) stop_cause_ = request.cause;
  if (grace == 0) forced_ = true;
  if (!again) return;
  meet_pod_due();
}

void Ledger::meet_pod_due() {
  for (ContainerLedger& container : containers_) {
    Time least = container.signalled ? now_ + 2'000 : now_;
    if (container.stopping_for) container.stop_due = std::min(container.stop_due, std::max(pod_due_, least));
  }
}

void Ledger::told_lost() {
  if (sandbox_ == Sandbox::Asked) {
    sandbox_ = Sandbox::None;
    sandbox_not_before_ = now_ + 10'000;
  }
  if (sandbox_ != Sandbox::Ready && sandbox_ != Sandbox::EndAsked) return;
  sandbox_ = Sandbox::None;
  sandbox_not_before_ = now_;
  initialized_ = false;
  restarting_all_ = false;
  bool again = !ended() && (renewing_ || policy_.restart_policy != RestartPolicy::Never);
  renewing_ = false;
  begins_anew_ = again;
  for (ContainerIndex i = 0; i < count(); ++i) {
    ContainerLedger& container = at(i);
    bool is_alive = container.life == Life::Asked || container.life == Life::Up;
    if (container.life == Life::Asked) container.up_since = now_;
    if (is_alive || (!again && container.life == Life::Idle)) end_run(i, 137);
    container.admitted = container.was_started = false;
    bool is_done = kind_of(i) == ContainerKind::Main && container.life == Life::Over && container.completed &&
                   policy_in_force(i) == RestartPolicy::OnFailure;
    bool is_ephemeral = kind_of(i) == ContainerKind::Ephemeral && container.life == Life::Over;
    if (!again || is_done || is_ephemeral) continue;
    container.life = Life::Idle;
    if (kind_of(i) != ContainerKind::Main) container.completed = false;
  }
}

void Ledger::told_resumed() {
  for (ContainerLedger& container : containers_) {
    if (container.resize_out) container.resize_again = now_;
    container.resize_out = false;
    for (ProbeLedger& probe : container.probes) {
      if (probe.out) probe.due = now_;
      if (probe.out) probe.last_asked.reset();
      probe.out = false;
    }
  }
}

void Ledger::note_started() {
  for (ContainerIndex i = 0; i < count(); ++i) {
    ContainerLedger& container = at(i);
    bool startup_passed = !policy_of(i).probes[0] || container.probes[0].healthy;
    bool stops = container.stopping_for || container.must_stop_for != core::KillCause::None;
    if (is_up(i) && !container.post_start_out && startup_passed && !stops)
      container.started = container.was_started = true;
  }
}

void Ledger::note_end() {
  if (ended()) return;
  bool init_failed = false;
  bool mains_over = true;
  for (ContainerIndex i = 0; i < count(); ++i) {
    const ContainerLedger& container = at(i);
    if (kind_of(i) == ContainerKind::Main && container.life != Life::Over) mains_over = false;
    if (kind_of(i) == ContainerKind::Init && container.life == Life::Over && !container.completed) init_failed = true;
  }
  if (policy_.active_deadline && now_ >= started_at_ + *policy_.active_deadline) end_ = PodEnd::DeadlineExceeded;
  static constexpr PodEnd kEnds[] = {PodEnd::Deleted, PodEnd::NodeShutdown, PodEnd::Evicted, PodEnd::Preempted};
  if (stop_cause_) end_ = kEnds[static_cast<std::size_t>(*stop_cause_)];
  if (mains_over) end_ = PodEnd::Completed;
  if (init_failed) end_ = PodEnd::InitFailed;
  if (!ended()) return;
  restarting_all_ = renewing_ = false;
  if (!stop_cause_) pod_due_ = now_ + policy_.termination_grace;
  for (ContainerIndex i = 0; i < count(); ++i) {
    ContainerLedger& container = at(i);
    if (container.life == Life::Idle) {
      bool counts_as_failed = initialized_ && kind_of(i) == ContainerKind::Main && container.terminations == 0;
      if (counts_as_failed) end_run(i, 137);
      container.life = Life::Over;
    }
  }
  meet_pod_due();
}

bool Ledger::any_alive() const {
  return std::any_of(containers_.begin(), containers_.end(), [](const ContainerLedger& container) {
    return container.life == Life::Asked || container.life == Life::Up;
  });
}

// Everything is killed; when the last one is gone, the pod begins anew, in its sandbox or in another.
void Ledger::note_restart_of_all() {
  if (!restarting_all_) return;
  bool any_to_end = false;
  for (ContainerIndex i = 0; i < count(); ++i) {
    if (!ends_with_all(i)) continue;
    ContainerLedger& container = at(i);
    if (container.life == Life::Up && !container.stopping_for) container.must_stop_for = core::KillCause::RestartAll;
    if (container.life == Life::Asked || container.life == Life::Up) any_to_end = true;
  }
  if (any_to_end || renewing_) return;
  restarting_all_ = initialized_ = false;
  for (ContainerIndex i = 0; i < count(); ++i) {
    if (kind_of(i) == ContainerKind::Ephemeral) continue;
    ContainerLedger& container = at(i);
    if (container.life == Life::Over) container.not_before = now_;
    container.life = Life::Idle;
    container.admitted = container.completed = container.was_started = false;
  }
}

void Ledger::note_initialized() {
  if (sandbox_ != Sandbox::Ready || initialized_) return;
  for (ContainerIndex i = 0; i < count(); ++i) {
    if (kind_of(i) == ContainerKind::Main) {
      initialized_ = i == 0 || (kind_of(i - 1u) == ContainerKind::Sidecar ? at(i - 1u).started : at(i - 1u).completed);
      return;
    }
  }
}

void Ledger::asked(const core::Action& action) {
  namespace act = core::action;
  if (std::holds_alternative<act::CreateSandbox>(action)) return check_sandbox(true);
  if (std::holds_alternative<act::EndSandbox>(action)) return check_end_of_sandbox();
  if (std::holds_alternative<act::RemoveSandbox>(action)) return check_sandbox(false);
  if (const auto* start = std::get_if<act::StartContainer>(&action)) return check_start(*start);
  if (const auto* stop = std::get_if<act::StopContainer>(&action)) return check_stop(*stop);
  if (const auto* kill = std::get_if<act::KillContainer>(&action)) return check_kill(*kill);
  if (const auto* hook = std::get_if<act::RunHook>(&action)) return check_hook(*hook);
  if (const auto* probe = std::get_if<act::RunProbe>(&action)) return check_probe(*probe);
  if (const auto* resize = std::get_if<act::ResizeContainer>(&action)) return check_resize(*resize);
  check_notice(std::get<act::Notice>(action));
}

}  // namespace peapod::sim
