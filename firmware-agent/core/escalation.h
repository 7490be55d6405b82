#pragma once

// What becomes of a pod whose containers fail again and again (annotation peapod.dev/escalation): the whole pod is
// restarted, and when that has not helped, the box. Pure; who may reboot the box is decided here too.

#include <cstdint>
#include <optional>

#include "firmware-agent/core/pod_state.h"

namespace peapod::core {

struct EscalationPolicy {
  std::int32_t pod = 0;  // So many failures restart the pod; 0: none do.
  // So many restarts of the pod, then its next is a reboot; without `pod`, so many failures. 0: never.
  std::int32_t reboot = 0;
};

struct EscalationState {
  std::int32_t failures = 0;  // Since the last restart, the last reboot or the last quiet.
  std::int32_t restarts = 0;
  Time last_failure;
};

enum class Escalation : std::uint8_t { None, RestartPod, Reboot };

inline constexpr Millis kEscalationQuiet = 600'000;  // Without a failure for so long, what was before is forgotten.

// Whether the event, not yet taken, is a failure of a container: it exits by itself with another code than 0, cannot be
// executed, or is being stopped because a probe or its postStart hook failed. What ephemeral containers do is no
// failure of the pod.
bool is_failure(const PodState& state, const PodPolicy& policy, const Event& event);

Escalation note_failure(EscalationState& state, const EscalationPolicy& policy, Time now);

// Reboots of the box are counted, so that a box which does not get well by them stops rebooting.
inline constexpr std::int32_t kRebootsMax = 3;
inline constexpr Millis kHealth = 1'800'000;  // Without a reason to reboot for so long, the count begins anew.

struct RebootGuard {
  std::int32_t reboots = 0;
  Time healthy_since;  // The start of the agent, or the last reason to reboot.
};

enum class RebootVerdict : std::uint8_t { Reboot, NotAllowed, TooMany };

RebootVerdict ask_reboot(RebootGuard& guard, bool is_allowed, Time now);  // Counts it.
// When the count may begin anew; nothing when it is at 0.
std::optional<Time> health_due(const RebootGuard& guard);

}  // namespace peapod::core
