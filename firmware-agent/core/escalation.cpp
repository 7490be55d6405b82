#include "firmware-agent/core/escalation.h"

#include "firmware-agent/core/turn.h"

namespace peapod::core {

static bool is_killed_for_failure(const ContainerState& container) {
  return container.kill_cause == KillCause::Liveness || container.kill_cause == KillCause::Startup ||
         container.kill_cause == KillCause::PostStart;
}

static bool is_counted(const PodPolicy& policy, ContainerIndex index) {
  return policy.containers[index].kind != ContainerKind::Ephemeral;
}

bool is_failure(const PodState& state, const PodPolicy& policy, const Event& event) {
  if (state.end != PodEnd::None) return false;
  if (const auto* exited = std::get_if<event::Exited>(&event)) {
    const ContainerState& container = state.containers[exited->container];
    if (container.launch != exited->launch || !is_alive(container) || !is_counted(policy, exited->container))
      return false;
    return is_killed_for_failure(container) || (container.kill_cause == KillCause::None && exited->exit_code != 0);
  }
  if (const auto* failed = std::get_if<event::StartFailed>(&event)) {
    const ContainerState& container = state.containers[failed->container];
    if (container.launch != failed->launch || container.phase != ContainerPhase::Starting) return false;
    bool never_ran = failed->reason == StartFailure::StartError || failed->reason == StartFailure::ContainerCannotRun;
    return never_ran && is_counted(policy, failed->container);
  }
  return false;
}

Escalation note_failure(EscalationState& state, const EscalationPolicy& policy, Time now) {
  if (now - state.last_failure >= kEscalationQuiet) state = {};
  state.last_failure = now;
  state.failures += 1;
  const std::int32_t enough = policy.pod > 0 ? policy.pod : policy.reboot;
  if (enough == 0 || state.failures < enough) return Escalation::None;
  state.failures = 0;
  if (policy.reboot > 0 && (policy.pod == 0 || state.restarts >= policy.reboot)) {
    state.restarts = 0;
    return Escalation::Reboot;
  }
  state.restarts += 1;
  return Escalation::RestartPod;
}

RebootVerdict ask_reboot(RebootGuard& guard, bool is_allowed, Time now) {
  guard.healthy_since = now;
  if (!is_allowed) return RebootVerdict::NotAllowed;
  if (guard.reboots >= kRebootsMax) return RebootVerdict::TooMany;
  guard.reboots += 1;
  return RebootVerdict::Reboot;
}

std::optional<Time> health_due(const RebootGuard& guard) {
  return guard.reboots > 0 ? std::optional(guard.healthy_since + kHealth) : std::nullopt;
}

}  // namespace peapod::core
