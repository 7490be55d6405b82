#include "firmware-agent/core/start_order.h"

#include <algorithm>

#include "firmware-agent/core/conditions.h"
#include "firmware-agent/core/turn.h"

namespace peapod::core {

static bool is_being_started(const ContainerState& container) {
  return container.phase == ContainerPhase::Starting || container.post_start_pending;
}

bool init_is_done(const PodState& state, const PodPolicy& policy) {
  for (std::size_t i = policy.containers.size(); i > 0; --i) {
    ContainerKind kind = policy.containers[i - 1].kind;
    if (kind != ContainerKind::Main) return is_initialized(state.containers[i - 1], kind);
  }
  return true;
}

bool may_start(const PodState& state, const PodPolicy& policy, ContainerIndex index) {
  const ContainerState& container = state.containers[index];
  if (!keeps_running(state) || state.sandbox != SandboxPhase::Ready) return false;
  if (container.phase != ContainerPhase::Waiting) return false;
  if (std::any_of(state.containers.begin(), state.containers.end(), is_being_started)) return false;
  if (policy.containers[index].kind == ContainerKind::Main) return state.initialized;
  if (container.admitted || index == 0) return true;
  return is_initialized(state.containers[index - 1], policy.containers[index - 1].kind);
}

}  // namespace peapod::core
