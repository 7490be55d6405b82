#include "tests/sim/agent/manifest.h"

#include <string>

namespace peapod::sim {
namespace {

std::optional<config::Probe> make_probe(const std::optional<core::ProbePolicy>& policy) {
  if (!policy) return std::nullopt;
  config::Probe probe;
  probe.initial_delay_seconds = static_cast<std::int32_t>(policy->initial_delay / 1000);
  probe.period_seconds = static_cast<std::int32_t>(policy->period / 1000);
  probe.success_threshold = policy->success_threshold;
  probe.failure_threshold = policy->failure_threshold;
  if (policy->termination_grace) probe.termination_grace_period_seconds = *policy->termination_grace / 1000;
  return probe;
}

config::RestartPolicy make_restart_policy(core::RestartPolicy policy) {
  switch (policy) {
    case core::RestartPolicy::Always:
      return config::RestartPolicy::Always;
    case core::RestartPolicy::OnFailure:
      return config::RestartPolicy::OnFailure;
    case core::RestartPolicy::Never:
      break;
  }
  return config::RestartPolicy::Never;
}

config::RestartRule make_restart_rule(const core::RestartRule& rule) {
  const bool restarts_all = rule.action == core::RestartAction::RestartAllContainers;
  return {.action = restarts_all ? config::RestartRuleAction::RestartAllContainers : config::RestartRuleAction::Restart,
          .exit_codes_operator = rule.is_not_in ? config::ExitCodesOperator::NotIn : config::ExitCodesOperator::In,
          .exit_codes = rule.exit_codes};
}

config::Quantity amount(std::int64_t value) { return {std::to_string(value), value}; }

config::Container make_container(const core::ContainerPolicy& policy, std::size_t number) {
  config::Container container;
  container.name = "c" + std::to_string(number);
  container.image = "simulated";
  if (policy.restart_policy) container.restart_policy = make_restart_policy(*policy.restart_policy);
  for (const core::RestartRule& rule : policy.restart_rules) {
    container.restart_policy_rules.push_back(make_restart_rule(rule));
  }
  container.sidecar = policy.kind == core::ContainerKind::Sidecar;
  container.startup_probe = make_probe(policy.probes[static_cast<std::size_t>(core::ProbeKind::Startup)]);
  container.liveness_probe = make_probe(policy.probes[static_cast<std::size_t>(core::ProbeKind::Liveness)]);
  container.readiness_probe = make_probe(policy.probes[static_cast<std::size_t>(core::ProbeKind::Readiness)]);
  // So that any other amounts leave the pod Burstable.
  container.resources.requests.cpu = container.resources.requests.memory = amount(1);
  for (const auto& [resource, restarts] :
       {std::pair("cpu", policy.cpu_resize_restarts), std::pair("memory", policy.memory_resize_restarts)}) {
    if (restarts) container.resize_policy.push_back({resource, config::ResizeRestartPolicy::RestartContainer});
  }
  if (policy.has_post_start) container.lifecycle.post_start.emplace();
  if (policy.has_pre_stop) container.lifecycle.pre_stop.emplace();
  return container;
}

}  // namespace

void edit_manifest(Random& random, config::PodSpec& spec) {
  const auto edit = [&random](config::Container& container) {
    if (random.chance(15)) container.image = random.chance(50) ? "simulated" : "simulated:2";
    if (random.chance(30)) container.resources.requests.cpu = amount(random.between(1, 3));
    if (random.chance(30)) container.resources.requests.memory = amount(random.between(1, 3));
  };
  for (config::Container& container : spec.init_containers) edit(container);
  for (config::Container& container : spec.containers) edit(container);
  if (random.chance(10)) spec.active_deadline_seconds = random.between(1, 900);
}

config::Pod make_manifest(const core::PodPolicy& policy, bool share_process_namespace) {
  config::Pod pod;
  pod.metadata.name = "web";
  pod.metadata.namespace_ = "default";
  pod.spec.restart_policy = make_restart_policy(policy.restart_policy);
  pod.spec.termination_grace_period_seconds = policy.termination_grace / 1000;
  if (policy.active_deadline) pod.spec.active_deadline_seconds = *policy.active_deadline / 1000;
  pod.spec.share_process_namespace = share_process_namespace;
  for (std::size_t i = 0; i < policy.containers.size(); ++i) {
    const bool is_main = policy.containers[i].kind == core::ContainerKind::Main;
    (is_main ? pod.spec.containers : pod.spec.init_containers).push_back(make_container(policy.containers[i], i));
  }
  return pod;
}

}  // namespace peapod::sim
