#include "firmware-agent/core/restart.h"

namespace peapod::core {

bool wants_restart(RestartPolicy policy, ContainerKind kind, std::int32_t exit_code, KillCause killed_for) {
  if (kind == ContainerKind::Sidecar) return true;
  if (policy == RestartPolicy::Never) return false;
  if (kind == ContainerKind::Init) return exit_code != 0;
  // A container that failed its probe is restarted even when it took the stop signal as a reason to exit with
  // 0.
  if (killed_for == KillCause::Liveness || killed_for == KillCause::Startup) return true;
  return policy == RestartPolicy::Always || exit_code != 0;
}

TerminationReason termination_reason(std::int32_t exit_code, bool oom_killed) {
  if (oom_killed) return TerminationReason::OOMKilled;
  return exit_code == 0 ? TerminationReason::Completed : TerminationReason::Error;
}

}  // namespace peapod::core
