#include "firmware-agent/core/start_order.h"

#include <algorithm>

#include "firmware-agent/core/conditions.h"

namespace peapod::core {

static bool is_being_started(const ContainerState& container) {
  return container.phase == ContainerPhase::Starting || container.post_start_pending;
}

bool init_is_done(const PodState& state, const PodPolicy& policy) {
  for (std::size_t i = policy.containers.size(); i > 0; --i) {
    ContainerKind kind = policy.containers[i - 1].kind;
    if (runs_before_main(kind)) return is_initialized(state.containers[i - 1], kind);
  }
  return true;
}

bool may_start(const PodState& state, const PodPolicy& policy, ContainerIndex index) {
  const ContainerState& container = state.containers[index];
  if (state.end != PodEnd::None || state.restarting_all || state.sandbox != SandboxPhase::Ready) return false;
  if (container.phase != ContainerPhase::Waiting) return false;
  if (std::any_of(state.containers.begin(), state.containers.end(), is_being_started)) return false;
  ContainerKind kind = policy.containers[index].kind;
  if (kind == ContainerKind::Main) return state.initialized;
  if (kind == ContainerKind::Ephemeral || container.admitted || index == 0) return true;
  return is_initialized(state.containers[index - 1], policy.containers[index - 1].kind);
}

}  // namespace peapod::core
