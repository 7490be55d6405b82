#include <algorithm>

#include "tests/sim/ledger.h"
#include "tests/sim/violation.h"

// What must have been done by the end of a step, and when the machine must ask to be called again.

namespace peapod::sim {

using core::ContainerIndex;
using core::KillCause;
using core::ProbeKind;
using core::Time;

void Ledger::owe(Time due, const char* rule) {
  demand(now_ < due, rule);
  owed_ = owes_ ? std::min(owed_, due) : due;
  owes_ = true;
}

void Ledger::settled(std::optional<Time> next_deadline) {
  owes_ = false;
  for (ContainerIndex i = 0; i < count(); ++i) check_duties(i);
  check_sandbox_duty();
  if (!ended() && policy_.active_deadline) owe(started_at_ + *policy_.active_deadline, "the deadline has passed");
  demand(!next_deadline || *next_deadline > now_, "a deadline that has passed already");
  demand(!owes_ || (next_deadline && *next_deadline <= owed_), "nobody will call when it is time");
}

void Ledger::check_sandbox_duty() {
  if (!ended() && sandbox_ == Sandbox::None) owe(sandbox_not_before_, "no sandbox asked for");
  demand(!renewing_ || any_alive() || sandbox_ == Sandbox::EndAsked, "nobody lives, and the sandbox is not ended");
  if (!ended()) return;
  bool all_over = std::all_of(containers_.begin(), containers_.end(),
                              [](const ContainerLedger& container) { return container.life == Life::Over; });
  bool is_left = sandbox_ == Sandbox::None || sandbox_ == Sandbox::Ready;
  demand(!all_over || !is_left, "the sandbox is left behind");
}

void Ledger::check_duties(ContainerIndex index) {
  const ContainerLedger& container = at(index);
  demand(container.must_stop_for == KillCause::None, "a failed probe or postStart has stopped nothing");
  if (container.life == Life::Idle && sandbox_ == Sandbox::Ready && gate_is_open(index) && !any_starting() &&
      !restarting_all_) {
    owe(container.not_before, "not started in time");
  }
  if (container.life == Life::Asked && ended() && !container.killed) {
    demand(!forced_, "a start goes on although grace is 0");
    owe(pod_due_, "a start outlasts the grace");
  }
  if (container.life == Life::Asked && ends_with_all(index) && !container.killed) {
    owe(restart_due_, "a start outlasts the restart of all containers");
  }
  if (container.life != Life::Up) return;
  demand(!ended() || container.stopping_for, "it runs on after the pod's end");
  if (container.stopping_for && !container.killed) {
    demand(!forced_, "it goes on although grace is 0");
    bool had_grace_for_hook = container.pre_stop_asked || !policy_of(index).has_pre_stop;
    demand(had_grace_for_hook || container.signalled || container.stop_due <= now_, "preStop was left out");
    demand(container.signalled || container.pre_stop_out || !has_turn(index), "no stop signal");
    owe(container.stop_due, container.signalled ? "no SIGKILL at the end of the grace" : "no stop signal in time");
  }
  if (std::optional<Time> due = resize_due(index)) owe(*due, "not resized in time");
  for (ProbeKind kind : core::kProbeKinds) {
    const ProbeLedger& probe = container.probes[static_cast<std::size_t>(kind)];
    bool is_wanted = policy_of(index).probes[static_cast<std::size_t>(kind)] && may_probe(index, kind);
    if (is_wanted && !probe.out) owe(probe.due, "a probe is late");
  }
}

}  // namespace peapod::sim
