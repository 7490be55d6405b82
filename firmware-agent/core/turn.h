#pragma once

// What the parts of the machine work on during one step(). Internal to core.

#include <utility>

#include "firmware-agent/core/pod_state.h"

namespace peapod::core {

struct Turn {
  PodState& state;
  const PodPolicy& policy;
  Time now;
  Actions& actions;
  bool changed = false;  // A container's phase or readiness changed: worth looking again at what is not ready.

  ContainerState& container(ContainerIndex index) { return state.containers[index]; }
  const ContainerPolicy& container_policy(ContainerIndex index) const { return policy.containers[index]; }
  ContainerIndex count() const { return static_cast<ContainerIndex>(policy.containers.size()); }

  void act(Action action) { actions.push_back(std::move(action)); }
  void notice(NoticeReason reason) { act(action::Notice{.reason = reason, .container = std::nullopt}); }
  void notice(NoticeReason reason, ContainerIndex index) { act(action::Notice{.reason = reason, .container = index}); }
};

inline bool is_alive(const ContainerState& container) {
  return container.phase == ContainerPhase::Starting || container.phase == ContainerPhase::Running ||
         container.phase == ContainerPhase::Stopping;
}

// Ends for the restart of all containers: an ephemeral one does not while it keeps its sandbox.
inline bool is_one_of_all(const PodState& state, const ContainerPolicy& policy) {
  return state.restarting_all && (policy.kind != ContainerKind::Ephemeral || state.renewing_sandbox);
}

// A start of it that is under way has been given up.
inline bool is_given_up(const PodState& state, const ContainerPolicy& policy) {
  return state.end != PodEnd::None || is_one_of_all(state, policy);
}

inline bool has_succeeded(const ContainerState& container) {
  return container.phase == ContainerPhase::Finished && container.last && container.last->exit_code == 0;
}

}  // namespace peapod::core
