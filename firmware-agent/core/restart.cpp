#include "firmware-agent/core/restart.h"

#include <algorithm>

namespace peapod::core {

RestartPolicy restart_policy(const PodPolicy& pod, const ContainerPolicy& container) {
  if (container.kind == ContainerKind::Sidecar) return RestartPolicy::Always;
  return container.restart_policy.value_or(pod.restart_policy);
}

static bool matches(const RestartRule& rule, std::int32_t exit_code) {
  bool is_listed = std::find(rule.exit_codes.begin(), rule.exit_codes.end(), exit_code) != rule.exit_codes.end();
  return is_listed != rule.is_not_in;
}

static AfterExit by_policy(const PodPolicy& pod, const ContainerPolicy& container, std::int32_t exit_code) {
  bool restarts = false;
  switch (restart_policy(pod, container)) {
    case RestartPolicy::Always:
      restarts = exit_code != 0 || container.kind != ContainerKind::Init;
      break;
    case RestartPolicy::OnFailure:
      restarts = exit_code != 0;
      break;
    case RestartPolicy::Never:
      break;
  }
  return restarts ? AfterExit::Restart : AfterExit::Stay;
}

static bool restarts_anyway(KillCause cause) {
  return cause == KillCause::RestartAll || cause == KillCause::DefinitionChanged || cause == KillCause::Resize;
}

AfterExit after_exit(const PodPolicy& pod, const ContainerPolicy& container, std::int32_t exit_code,
                     KillCause killed_for) {
  if (container.kind == ContainerKind::Ephemeral) return AfterExit::Stay;
  if (restarts_anyway(killed_for)) return AfterExit::Restart;
  bool by_probe = killed_for == KillCause::Liveness || killed_for == KillCause::Startup;
  if (by_probe && restarts_after_probe(pod, container)) return AfterExit::Restart;
  auto matching = [exit_code](const RestartRule& rule) { return matches(rule, exit_code); };
  auto rule = std::find_if(container.restart_rules.begin(), container.restart_rules.end(), matching);
  if (rule == container.restart_rules.end()) return by_policy(pod, container, exit_code);
  if (rule->action == RestartAction::RestartAllContainers) return AfterExit::RestartAllContainers;
  bool has_completed = container.kind == ContainerKind::Init && exit_code == 0;
  return has_completed ? AfterExit::Stay : AfterExit::Restart;
}

bool restarts_after_probe(const PodPolicy& pod, const ContainerPolicy& container) {
  return restart_policy(pod, container) != RestartPolicy::Never;
}

bool can_restart_all(const PodPolicy& pod) {
  auto restarts_all = [](const RestartRule& rule) { return rule.action == RestartAction::RestartAllContainers; };
  auto has_rule = [&](const ContainerPolicy& container) {
    return std::any_of(container.restart_rules.begin(), container.restart_rules.end(), restarts_all);
  };
  return std::any_of(pod.containers.begin(), pod.containers.end(), has_rule);
}

TerminationReason termination_reason(std::int32_t exit_code, bool oom_killed) {
  if (oom_killed) return TerminationReason::OOMKilled;
  return exit_code == 0 ? TerminationReason::Completed : TerminationReason::Error;
}

}  // namespace peapod::core
