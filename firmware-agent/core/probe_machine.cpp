#include "firmware-agent/core/probe_machine.h"

#include <algorithm>

#include "firmware-agent/core/container_stop.h"

namespace peapod::core {

static bool may_probe(const ContainerState& container, ProbeKind kind) {
  bool running = container.phase == ContainerPhase::Running && !container.post_start_pending;
  bool stopping = container.phase == ContainerPhase::Stopping && !container.killed;
  switch (kind) {
    case ProbeKind::Startup:
      return running && !container.started;
    case ProbeKind::Liveness:
      return running && container.started;
    case ProbeKind::Readiness:
      return (running || stopping) && container.started;
  }
  return false;
}

void reset_probes(ContainerState& container, const ContainerPolicy& policy, Time started_at) {
  for (ProbeKind kind : kProbeKinds) {
    auto slot = static_cast<std::size_t>(kind);
    container.probes[slot] = {};
    container.probes[slot].healthy = kind == ProbeKind::Liveness;
    if (!policy.probes[slot]) continue;
    container.probes[slot].next = container.probes[slot].earliest = started_at + policy.probes[slot]->initial_delay;
  }
}

static void take_verdict(Turn& turn, ContainerIndex index, ProbeKind kind, const ProbePolicy& policy, bool healthy) {
  ProbeState& probe = turn.container(index).probes[static_cast<std::size_t>(kind)];
  if (probe.healthy != healthy) turn.changed = true;
  probe.healthy = healthy;
  if (healthy || kind == ProbeKind::Readiness) return;
  begin_stop(turn, index, kind == ProbeKind::Startup ? KillCause::Startup : KillCause::Liveness,
             policy.termination_grace.value_or(turn.policy.termination_grace));
}

void take_probe_done(Turn& turn, const event::ProbeDone& done) {
  auto slot = static_cast<std::size_t>(done.probe);
  ContainerState& container = turn.container(done.container);
  const std::optional<ProbePolicy>& policy = turn.container_policy(done.container).probes[slot];
  ProbeState& probe = container.probes[slot];
  if (!probe.running || !policy) return;
  probe.running = false;
  if (!may_probe(container, done.probe)) return;

  if (done.outcome != ProbeOutcome::Success) {
    bool warning = done.outcome == ProbeOutcome::Warning;
    turn.act(action::Notice{.reason = warning ? NoticeReason::ProbeWarning : NoticeReason::Unhealthy,
                            .container = done.container,
                            .probe = done.probe,
                            .outcome = done.outcome});
  }
  if (done.outcome == ProbeOutcome::Error) return;

  bool healthy = done.outcome != ProbeOutcome::Failure;
  ProbeOutcome outcome = healthy ? ProbeOutcome::Success : ProbeOutcome::Failure;
  std::int32_t threshold = healthy ? policy->success_threshold : policy->failure_threshold;
  probe.run = probe.last == outcome ? std::min(probe.run + 1, threshold) : 1;
  probe.last = outcome;
  if (probe.run >= threshold) take_verdict(turn, done.container, done.probe, *policy, healthy);
}

static bool is_due(const ContainerState& container, const ContainerPolicy& policy, ProbeKind kind) {
  auto slot = static_cast<std::size_t>(kind);
  return policy.probes[slot] && !container.probes[slot].running && may_probe(container, kind);
}

void run_probes(Turn& turn, ContainerIndex index) {
  ContainerState& container = turn.container(index);
  const ContainerPolicy& policy = turn.container_policy(index);
  for (ProbeKind kind : kProbeKinds) {
    if (!is_due(container, policy, kind)) continue;
    ProbeState& probe = container.probes[static_cast<std::size_t>(kind)];
    const ProbePolicy& probe_policy = *policy.probes[static_cast<std::size_t>(kind)];
    if (turn.changed && kind == ProbeKind::Readiness && !probe.healthy) {
      probe.next = std::min(probe.next, std::max(probe.earliest, turn.now));
    }
    if (turn.now < probe.next) continue;
    probe.running = true;
    probe.next = turn.now + probe_policy.period;
    probe.earliest = turn.now + std::min(probe_policy.period, kReadinessAgainMinimum);
    turn.act(action::RunProbe{index, container.launch, kind});
  }
}

std::optional<Time> probes_due(const ContainerState& container, const ContainerPolicy& policy) {
  std::optional<Time> due;
  for (ProbeKind kind : kProbeKinds) {
    if (!is_due(container, policy, kind)) continue;
    Time next = container.probes[static_cast<std::size_t>(kind)].next;
    due = due ? std::min(*due, next) : next;
  }
  return due;
}

bool is_ready(const ContainerState& container, const ContainerPolicy& policy) {
  auto slot = static_cast<std::size_t>(ProbeKind::Readiness);
  if (!counts_for_readiness(policy.kind)) return false;
  bool running = container.phase == ContainerPhase::Running || container.phase == ContainerPhase::Stopping;
  return running && container.started && (!policy.probes[slot] || container.probes[slot].healthy);
}

}  // namespace peapod::core
