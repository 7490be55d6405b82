#include "firmware-agent/core/stop_order.h"

#include "firmware-agent/core/turn.h"

namespace peapod::core {

bool has_stop_turn(const PodState& state, const PodPolicy& policy, ContainerIndex index) {
  if (state.end == PodEnd::None) return true;  // It stops alone, to be restarted.
  if (policy.containers[index].kind != ContainerKind::Sidecar) return true;
  for (std::size_t later = index + 1u; later < policy.containers.size(); ++later) {
    ContainerKind kind = policy.containers[later].kind;
    bool waited_for = kind == ContainerKind::Main || kind == ContainerKind::Sidecar;
    if (waited_for && is_alive(state.containers[later])) return false;
  }
  return true;
}

}  // namespace peapod::core
