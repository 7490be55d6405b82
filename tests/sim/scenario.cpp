#include "tests/sim/scenario.h"

#include <algorithm>

namespace peapod::sim {

using core::ContainerKind;
using core::ContainerPolicy;
using core::Millis;
using core::ProbeKind;
using core::ProbePolicy;

static ProbePolicy make_probe(Random& random, ProbeKind kind) {
  ProbePolicy probe;
  probe.initial_delay = random.chance(50) ? 0 : random.between(1, 40) * 1'000;
  probe.period = random.pick<Millis>({1'000, 5'000, 10'000, 60'000});
  probe.failure_threshold = static_cast<std::int32_t>(random.between(1, 4));
  if (kind == ProbeKind::Readiness) {
    probe.success_threshold = static_cast<std::int32_t>(random.between(1, 3));
  } else if (random.chance(30)) {
    probe.termination_grace = random.between(0, 20) * 1'000;
  }
  return probe;
}

static constexpr std::int32_t kExitCodes[] = {0, 1, 2, 137, 139, 143, 255};

static core::RestartRule make_restart_rule(Random& random, ContainerKind kind) {
  core::RestartRule rule;
  if (random.chance(50)) rule.action = core::RestartAction::RestartAllContainers;
  rule.is_not_in = random.chance(30);
  for (std::int64_t i = random.between(1, 3); i > 0; --i) rule.exit_codes.push_back(random.pick(kExitCodes));
  // In the calm processes end with 0: a rule for that would restart the pod for ever.
  if (kind != ContainerKind::Sidecar && rule.is_not_in) rule.exit_codes.push_back(0);
  if (kind != ContainerKind::Sidecar && !rule.is_not_in) std::erase(rule.exit_codes, 0);
  return rule;
}

static void add_restart_rules(Random& random, ContainerPolicy& container) {
  container.restart_policy = static_cast<core::RestartPolicy>(random.between(0, 2));
  if (container.kind == ContainerKind::Sidecar) container.restart_policy = core::RestartPolicy::Always;
  if (container.kind == ContainerKind::Init && container.restart_policy == core::RestartPolicy::Always) {
    container.restart_policy = core::RestartPolicy::OnFailure;
  }
  for (std::int64_t i = random.between(0, 2); i > 0; --i) {
    container.restart_rules.push_back(make_restart_rule(random, container.kind));
  }
}

static ContainerPolicy make_container(Random& random, ContainerKind kind, int probe_percent) {
  ContainerPolicy container;
  container.kind = kind;
  if (random.chance(30)) add_restart_rules(random, container);
  if (kind == ContainerKind::Init) return container;  // They may have neither probes nor hooks.
  for (ProbeKind probe : core::kProbeKinds) {
    if (random.chance(probe_percent)) container.probes[static_cast<std::size_t>(probe)] = make_probe(random, probe);
  }
  container.cpu_resize_restarts = random.chance(30);
  container.memory_resize_restarts = random.chance(30);
  container.has_post_start = random.chance(30);
  container.has_pre_stop = random.chance(40);
  return container;
}

static core::PodPolicy make_policy(Random& random) {
  core::PodPolicy policy;
  policy.restart_policy = static_cast<core::RestartPolicy>(random.between(0, 2));
  policy.termination_grace = random.pick<Millis>({0, 1'000, 5'000, 30'000, 30'000, 60'000});
  policy.backoff_max = random.pick<Millis>({300'000, 300'000, 45'000, 3'000});
  if (random.chance(25)) policy.active_deadline = random.between(1, 900) * 1'000;
  if (random.chance(15)) policy.readiness_gates = {"example.org/first", "example.org/second"};
  int probe_percent = random.pick({0, 30, 70});
  std::int64_t inits = random.chance(50) ? 0 : random.between(1, 3);
  for (std::int64_t i = 0; i < inits; ++i) {
    ContainerKind kind = random.chance(50) ? ContainerKind::Sidecar : ContainerKind::Init;
    policy.containers.push_back(make_container(random, kind, probe_percent));
  }
  std::int64_t mains = random.between(1, 5 - inits);
  for (std::int64_t i = 0; i < mains; ++i) {
    policy.containers.push_back(make_container(random, ContainerKind::Main, probe_percent));
  }
  return policy;
}

static constexpr std::size_t kContainersMax = 7;

static void change_definition(Random& random, ContainerPolicy& container) {
  if (random.chance(40)) container.definition.image += 1;
  if (random.chance(40)) container.definition.cpu += 1;
  if (random.chance(40)) container.definition.memory += 1;
}

void edit_policy(Random& random, core::PodPolicy& policy) {
  if (policy.containers.size() < kContainersMax && random.chance(25)) {
    policy.containers.push_back({.kind = ContainerKind::Ephemeral});
  }
  for (ContainerPolicy& container : policy.containers) {
    if (container.kind != ContainerKind::Ephemeral && random.chance(40)) change_definition(random, container);
  }
  if (!random.chance(10)) return;
  Millis deadline = random.between(1, 900) * 1'000;
  policy.active_deadline = std::min(policy.active_deadline.value_or(deadline), deadline);
}

Scenario make_scenario(Random& random) {
  Scenario scenario;
  scenario.policy = make_policy(random);
  scenario.steps_max = static_cast<int>(random.between(10, 150));
  auto maybe = [&random](int high) { return random.chance(35) ? static_cast<int>(random.between(1, high)) : 0; };
  Faults& faults = scenario.faults;
  faults.start_retried = maybe(60);
  faults.start_refused = maybe(40);
  faults.start_slow = maybe(50);
  faults.exits = random.chance(60) ? static_cast<int>(random.between(10, 100)) : 0;
  faults.ignores_stop = maybe(80);
  faults.hook_fails = maybe(70);
  faults.hook_hangs = maybe(40);
  faults.probe_fails = maybe(70);
  faults.probe_errs = maybe(30);
  faults.probe_slow = maybe(30);
  faults.sandbox_fails = maybe(70);
  faults.sandbox_lost = maybe(20);
  faults.agent_restarts = maybe(15);
  faults.repeats = maybe(30);
  faults.late = maybe(15);
  faults.edits = random.chance(20) ? static_cast<int>(random.between(1, 10)) : 0;
  faults.resize_fails = maybe(60);
  faults.stop_requests = random.chance(25) ? static_cast<int>(random.between(1, 8)) : 0;
  faults.pod_restarts = random.chance(15) ? static_cast<int>(random.between(1, 6)) : 0;
  return scenario;
}

}  // namespace peapod::sim
