#include <algorithm>

#include "tests/sim/ledger.h"
#include "tests/sim/violation.h"

// Causes of stops, hooks, order, grace, SIGKILL; and how many notices there may be.

namespace peapod::sim {

using core::ContainerIndex;
using core::ContainerKind;
using core::KillCause;
using core::Millis;
using core::NoticeReason;
using core::PodEnd;
using core::Time;

static constexpr int kNoticesPerContainer = 6;

Millis Ledger::pod_grace() const { return std::max<Millis>(pod_due_ - now_, 0); }

bool Ledger::has_turn(ContainerIndex index) const {
  if (!ended() || kind_of(index) != ContainerKind::Sidecar) return true;
  for (std::size_t later = index + 1u; later < containers_.size(); ++later) {
    Life life = containers_[later].life;
    bool lives = life == Life::Asked || life == Life::Up;
    ContainerKind kind = policy_.containers[later].kind;
    if (lives && (kind == ContainerKind::Main || kind == ContainerKind::Sidecar)) return false;
  }
  return true;
}

void Ledger::check_killing(const core::action::Notice& notice) {
  demand(notice.container && *notice.container < count(), "Killing without a container");
  ContainerLedger& container = at(*notice.container);
  demand(container.life == Life::Up && !container.stopping_for, "Killing what is not up, or twice");
  Millis grace = policy_.termination_grace;
  if (container.must_stop_for != KillCause::None) {
    demand(notice.cause == container.must_stop_for, "Killing for another cause");
    bool by_startup = notice.cause == KillCause::Startup;
    const auto& probe = policy_of(*notice.container).probes[by_startup ? 0 : 1];
    if (notice.cause == KillCause::RestartAll) grace = 0;
    bool by_probe = by_startup || notice.cause == KillCause::Liveness;
    if (by_probe) grace = probe->termination_grace.value_or(grace);
    container.must_stop_for = KillCause::None;
  } else {
    demand(ended(), "Killing without a cause");
    KillCause cause = KillCause::Stopping;
    if (end_ == PodEnd::DeadlineExceeded) cause = KillCause::Deadline;
    if (end_ == PodEnd::InitFailed) cause = KillCause::PodFailed;
    demand(notice.cause == cause, "Killing for another cause than the pod's end");
    grace = pod_grace();
  }
  container.post_start_out = container.resize_out = false;
  container.resize_again.reset();
  container.stopping_for = notice.cause;
  container.stop_due = now_ + grace;
  killing_grace_ = grace;
  if (ended()) meet_pod_due();
}

void Ledger::check_stop(const core::action::StopContainer& action) {
  demand(action.container < count(), "stop of no container");
  ContainerLedger& container = at(action.container);
  demand(container.launch == action.launch, "stop of another launch");
  if (container.life == Life::Asked) {
    bool restarts = ends_with_all(action.container);
    return demand(ended() || restarts, "a start given up without need");
  }
  demand(container.life == Life::Up && container.stopping_for, "stop of what does not stop");
  if (resumed_ && container.signalled) return;
  demand(!container.signalled && !container.killed, "stop signal twice");
  if (now_ < container.stop_due) {
    demand(!container.pre_stop_out, "stop signal before preStop is done");
    demand(has_turn(action.container), "stop signal out of turn");
  }
  container.signalled = true;
  container.pre_stop_out = false;
  container.stop_due = std::max(container.stop_due, now_ + 2'000);
}

void Ledger::check_kill(const core::action::KillContainer& action) {
  demand(action.container < count(), "kill of no container");
  ContainerLedger& container = at(action.container);
  demand(container.launch == action.launch, "kill of another launch");
  if (resumed_ && container.killed) return;
  demand(!container.killed, "SIGKILL twice");
  if (container.life == Life::Asked) {
    Time due = ended() ? pod_due_ : restart_due_;
    bool restarts = ends_with_all(action.container);
    demand(ended() || restarts, "a start killed without need");
    demand((ended() && forced_) || now_ >= due, "a start killed before the end of the grace");
  } else {
    demand(container.life == Life::Up && container.stopping_for, "kill of what does not stop");
    demand(forced_ || (container.signalled && now_ >= container.stop_due), "SIGKILL before the end of the grace");
  }
  container.killed = true;
  container.pre_stop_out = false;
}

void Ledger::check_hook(const core::action::RunHook& action) {
  demand(action.container < count(), "hook of no container");
  ContainerLedger& container = at(action.container);
  demand(container.launch == action.launch && container.life == Life::Up, "hook of what is not up");
  if (action.hook == core::Hook::PostStart) {
    demand(policy_of(action.container).has_post_start, "no such hook");
    demand(container.post_start_out, "postStart that is not wanted");
    demand(resumed_ || container.up_since == now_, "postStart twice");
    return;
  }
  demand(policy_of(action.container).has_pre_stop, "no such hook");
  if (resumed_ && container.pre_stop_out) return;
  demand(container.stopping_for.has_value(), "preStop without a stop");
  demand(!container.pre_stop_asked && !container.signalled, "preStop twice, or too late");
  demand(killing_grace_ > 0, "preStop without grace");
  container.pre_stop_asked = container.pre_stop_out = true;
}

void Ledger::check_notice(const core::action::Notice& notice) {
  demand(++notices_ <= kNoticesPerContainer * (count() + 1), "a storm of notices");
  demand(!notice.container || *notice.container < count(), "notice about no container");
  if (notice.reason == NoticeReason::Killing) return check_killing(notice);
  if (notice.reason == NoticeReason::BackOff) {
    // The deadline may end the pod in the step in which back-off begins.
    demand(at(*notice.container).not_before > now_ || ended(), "BackOff without delay");
  } else if (notice.reason == NoticeReason::SandboxChanged) {
    demand(begins_anew_, "SandboxChanged, but it will not be made again");
  } else if (notice.reason == NoticeReason::DeadlineExceeded) {
    demand(end_ == PodEnd::DeadlineExceeded, "DeadlineExceeded before the deadline");
  } else if (notice.reason == NoticeReason::Evicted) {
    demand(end_ == PodEnd::Evicted, "Evicted by nobody");
  }
}

}  // namespace peapod::sim
