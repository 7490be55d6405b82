#include "firmware-agent/core/conditions.h"

#include <algorithm>

#include "firmware-agent/core/pod_phase.h"
#include "firmware-agent/core/probe_machine.h"
#include "firmware-agent/core/turn.h"

namespace peapod::core {

bool is_initialized(const ContainerState& container, ContainerKind kind) {
  return kind == ContainerKind::Sidecar ? container.started : has_succeeded(container);
}

static bool pod_is_initialized(const PodState& state, const PodPolicy& policy) {
  if (state.ran || pod_phase(state, policy) == PodPhase::Succeeded) return true;
  for (std::size_t i = 0; i < policy.containers.size(); ++i) {
    ContainerKind kind = policy.containers[i].kind;
    if (runs_before_main(kind) && !is_initialized(state.containers[i], kind)) return false;
  }
  return true;
}

static bool containers_are_ready(const PodState& state, const PodPolicy& policy) {
  for (std::size_t i = 0; i < policy.containers.size(); ++i) {
    if (!counts_for_readiness(policy.containers[i].kind)) continue;
    if (!is_ready(state.containers[i], policy.containers[i])) return false;
  }
  return true;
}

static bool gates_are_open(const PodState& state) {
  auto is_open = [](const GateState& gate) { return gate.status == GateStatus::True; };
  return std::all_of(state.gates.begin(), state.gates.end(), is_open);
}

bool is_disrupted(PodEnd end) {
  return end == PodEnd::NodeShutdown || end == PodEnd::Evicted || end == PodEnd::Preempted;
}

void take_gate_changed(Turn& turn, const event::GateChanged& changed) {
  if (changed.gate >= turn.state.gates.size()) return;
  GateState& gate = turn.state.gates[changed.gate];
  if (gate.status != changed.status) gate = {changed.status, turn.now};
}

bool condition_is_true(ConditionType type, const PodState& state, const PodPolicy& policy) {
  switch (type) {
    case ConditionType::PodReadyToStartContainers:
      return state.sandbox == SandboxPhase::Ready;
    case ConditionType::Initialized:
      return pod_is_initialized(state, policy);
    case ConditionType::Ready:
      return containers_are_ready(state, policy) && gates_are_open(state);
    case ConditionType::DisruptionTarget:
      return is_disrupted(state.end);
    case ConditionType::ContainersReady:
      return containers_are_ready(state, policy);
    case ConditionType::AllContainersRestarting:
      return state.restarting_all;
    case ConditionType::PodScheduled:
      break;
  }
  return true;
}

void note_conditions(PodState& state, const PodPolicy& policy, Time now) {
  for (std::size_t slot = 0; slot < kConditionCount; ++slot) {
    bool is_true = condition_is_true(static_cast<ConditionType>(slot), state, policy);
    if (state.conditions[slot].is_true == is_true) continue;
    state.conditions[slot] = {is_true, now};
  }
}

}  // namespace peapod::core
