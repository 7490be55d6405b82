#include "firmware-agent/runtime/policy_from_spec.h"

#include "firmware-agent/runtime/fnv.h"
#include "firmware-agent/runtime/resources.h"

namespace peapod::runtime {
namespace {

constexpr core::Millis kSecond = 1000;

core::RestartPolicy restart_policy(config::RestartPolicy policy) {
  switch (policy) {
    case config::RestartPolicy::Always:
      return core::RestartPolicy::Always;
    case config::RestartPolicy::OnFailure:
      return core::RestartPolicy::OnFailure;
    case config::RestartPolicy::Never:
      break;
  }
  return core::RestartPolicy::Never;
}

std::optional<core::ProbePolicy> probe_policy(const std::optional<config::Probe>& probe) {
  if (!probe) return std::nullopt;
  core::ProbePolicy policy;
  policy.initial_delay = probe->initial_delay_seconds * kSecond;
  policy.period = probe->period_seconds * kSecond;
  policy.success_threshold = probe->success_threshold;
  policy.failure_threshold = probe->failure_threshold;
  if (probe->termination_grace_period_seconds) {
    policy.termination_grace = *probe->termination_grace_period_seconds * kSecond;
  }
  return policy;
}

core::RestartRule restart_rule(const config::RestartRule& rule) {
  const bool restarts_all = rule.action == config::RestartRuleAction::RestartAllContainers;
  return {.action = restarts_all ? core::RestartAction::RestartAllContainers : core::RestartAction::Restart,
          .is_not_in = rule.exit_codes_operator == config::ExitCodesOperator::NotIn,
          .exit_codes = rule.exit_codes};
}

// HashContainer of kubelet is of name and image alone; what is resized has hashes of its own.
core::Definition definition(const config::PodSpec& spec, const config::Container& container) {
  const auto hash = [&](config::Resource resource) {
    const auto request = config::amount(container.resources.requests, resource);
    const auto limit = container_limit(spec, container, resource);
    return fnv1a_64((request ? std::to_string(*request) : std::string()) + "/" +
                    (limit ? std::to_string(*limit) : std::string()));
  };
  return {fnv1a_64(container.name + "/" + container.image), hash(config::Resource::Cpu),
          hash(config::Resource::Memory)};
}

core::ContainerPolicy container_policy(const config::PodSpec& spec, const config::Container& container,
                                       core::ContainerKind kind) {
  core::ContainerPolicy policy;
  policy.kind = kind;
  policy.definition = definition(spec, container);
  for (const config::ContainerResizePolicy& resize : container.resize_policy) {
    const bool restarts = resize.restart_policy == config::ResizeRestartPolicy::RestartContainer;
    (resize.resource_name == "cpu" ? policy.cpu_resize_restarts : policy.memory_resize_restarts) = restarts;
  }
  if (container.restart_policy) policy.restart_policy = restart_policy(*container.restart_policy);
  for (const config::RestartRule& rule : container.restart_policy_rules) {
    policy.restart_rules.push_back(restart_rule(rule));
  }
  policy.probes = {probe_policy(container.startup_probe), probe_policy(container.liveness_probe),
                   probe_policy(container.readiness_probe)};
  policy.has_post_start = container.lifecycle.post_start.has_value();
  policy.has_pre_stop = container.lifecycle.pre_stop.has_value();
  return policy;
}

}  // namespace

core::PodPolicy policy_from_spec(const config::PodSpec& spec, core::Millis backoff_max) {
  core::PodPolicy policy;
  policy.backoff_max = backoff_max;
  policy.restart_policy = restart_policy(spec.restart_policy);
  policy.termination_grace = spec.termination_grace_period_seconds * kSecond;
  for (const config::ReadinessGate& gate : spec.readiness_gates) policy.readiness_gates.push_back(gate.condition_type);
  if (spec.active_deadline_seconds) policy.active_deadline = *spec.active_deadline_seconds * kSecond;
  for (const config::Container& container : spec.init_containers) {
    policy.containers.push_back(container_policy(
        spec, container, container.sidecar ? core::ContainerKind::Sidecar : core::ContainerKind::Init));
  }
  for (const config::Container& container : spec.containers) {
    policy.containers.push_back(container_policy(spec, container, core::ContainerKind::Main));
  }
  for (const config::Container& container : spec.ephemeral_containers) {
    policy.containers.push_back(container_policy(spec, container, core::ContainerKind::Ephemeral));
  }
  return policy;
}

std::string container_field_path(const config::PodSpec& spec, core::ContainerIndex index) {
  const std::size_t first_main = spec.init_containers.size();
  const bool is_ephemeral = index >= first_main + spec.containers.size();
  const char* list = index < first_main ? "spec.initContainers{"
                     : is_ephemeral     ? "spec.ephemeralContainers{"
                                        : "spec.containers{";
  return list + container_at(spec, index).name + "}";
}

}  // namespace peapod::runtime
