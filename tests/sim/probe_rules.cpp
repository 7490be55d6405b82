#include <algorithm>

#include "tests/sim/ledger.h"
#include "tests/sim/violation.h"

// When probes may run, and what their outcomes mean.

namespace peapod::sim {

using core::ContainerIndex;
using core::KillCause;
using core::Millis;
using core::ProbeKind;
using core::ProbeOutcome;

void Ledger::reset_probes(ContainerIndex index) {
  for (ProbeKind kind : core::kProbeKinds) {
    auto slot = static_cast<std::size_t>(kind);
    ProbeLedger& probe = at(index).probes[slot];
    probe = {};
    probe.healthy = kind == ProbeKind::Liveness;
    if (policy_of(index).probes[slot]) probe.due = now_ + policy_of(index).probes[slot]->initial_delay;
  }
}

bool Ledger::may_probe(ContainerIndex index, ProbeKind kind) const {
  const ContainerLedger& container = containers_[index];
  if (!is_up(index) || container.post_start_out || container.killed) return false;
  switch (kind) {
    case ProbeKind::Startup:
      return !container.started && !container.stopping_for;
    case ProbeKind::Liveness:
      return container.started && !container.stopping_for;
    case ProbeKind::Readiness:
      return container.started;
  }
  return false;
}

bool Ledger::is_ready(ContainerIndex index) const {
  const ContainerLedger& container = containers_[index];
  if (kind_of(index) == core::ContainerKind::Ephemeral) return false;
  return is_up(index) && container.started && (!policy_of(index).probes[2] || container.probes[2].healthy);
}

void Ledger::check_probe(const core::action::RunProbe& action) {
  demand(action.container < count(), "probe of no container");
  ContainerLedger& container = at(action.container);
  auto slot = static_cast<std::size_t>(action.probe);
  const auto& policy = policy_of(action.container).probes[slot];
  ProbeLedger& probe = container.probes[slot];
  demand(policy && container.launch == action.launch, "no such probe");
  demand(may_probe(action.container, action.probe), "probe while it is gated");
  demand(!probe.out, "probe while it runs");
  demand(now_ >= container.up_since + policy->initial_delay, "probe before initialDelay");
  bool may_hasten = action.probe == ProbeKind::Readiness && !probe.healthy;
  Millis apart = may_hasten ? std::min<Millis>(policy->period, 1'000) : policy->period;
  demand(!probe.last_asked || now_ - *probe.last_asked >= apart, "probe before its period is over");
  probe.out = true;
  probe.last_asked = now_;
  probe.due = now_ + policy->period;
}

void Ledger::told_probe(const core::event::ProbeDone& done) {
  ContainerLedger& container = at(done.container);
  auto slot = static_cast<std::size_t>(done.probe);
  ProbeLedger& probe = container.probes[slot];
  if (container.launch != done.launch || !probe.out) return;
  probe.out = false;
  if (!may_probe(done.container, done.probe) || done.outcome == ProbeOutcome::Error) return;
  const core::ProbePolicy& policy = *policy_of(done.container).probes[slot];
  bool is_success = done.outcome == ProbeOutcome::Success || done.outcome == ProbeOutcome::Warning;
  probe.run = probe.run > 0 && probe.last_was_success == is_success ? probe.run + 1 : 1;
  probe.last_was_success = is_success;
  if (probe.run < (is_success ? policy.success_threshold : policy.failure_threshold)) return;
  probe.healthy = is_success;
  if (is_success || done.probe == ProbeKind::Readiness) return;
  container.must_stop_for = done.probe == ProbeKind::Startup ? KillCause::Startup : KillCause::Liveness;
}

}  // namespace peapod::sim
