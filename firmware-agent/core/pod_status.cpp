#include "firmware-agent/core/pod_status.h"

#include <algorithm>

#include "firmware-agent/core/backoff.h"
#include "firmware-agent/core/conditions.h"
#include "firmware-agent/core/probe_machine.h"
#include "firmware-agent/core/restart.h"
#include "firmware-agent/core/turn.h"

namespace peapod::core {

static bool has_init(const PodPolicy& policy) {
  return !policy.containers.empty() && policy.containers.front().kind != ContainerKind::Main;
}

// Reasons as the kubelet gives them, nearest cause first.
static void explain_waiting(const PodState& pod, const ContainerState& container, const PodPolicy& policy, Time now,
                            ContainerStatus& status) {
  if (pod.restarting_all) {
    status.waiting_reason = "RestartingAllContainers";
  } else if (container.kill_cause == KillCause::PostStart) {
    status.waiting_reason = "PostStartHookError";
  } else if (container.start_failure) {
    // The first failed pull says what failed; those after it are called a back-off.
    bool pull_again =
        container.start_failure == StartFailure::ErrImagePull && container.start_backoff > kBackoffInitial;
    status.waiting_reason = pull_again ? "ImagePullBackOff" : name(*container.start_failure);
    if (pull_again) status.backoff = container.start_backoff;
  } else if (container.phase == ContainerPhase::Waiting && container.last && now < container.start_after) {
    status.waiting_reason = "CrashLoopBackOff";
    status.backoff = container.start_after - container.last->finished_at;
  } else {
    status.waiting_reason = has_init(policy) ? "PodInitializing" : "ContainerCreating";
  }
}

static ContainerStatus container_status(const PodState& pod, std::size_t index, const PodPolicy& policy, Time now) {
  const ContainerState& container = pod.containers[index];
  const ContainerPolicy& container_policy = policy.containers[index];
  ContainerStatus status;
  status.kind = container_show(container);
  status.restart_count = container.restart_count;
  status.launch = container.launch;
  status.last = container.last;
  switch (status.kind) {
    case ContainerShow::Waiting:
      explain_waiting(pod, container, policy, now, status);
      break;
    case ContainerShow::Running:
      status.started_at = container.started_at;
      status.started = container.started;
      status.ready = is_ready(container, container_policy);
      break;
    case ContainerShow::Terminated:
      status.terminated = container.last;
      status.last = container.previous;
      status.ready = container_policy.kind == ContainerKind::Init && has_succeeded(container);
      break;
  }
  return status;
}

static void explain_initialized(const PodState& state, const PodPolicy& policy, PodPhase phase, Condition& condition) {
  if (condition.is_true) {
    if (phase == PodPhase::Succeeded) condition.reason = "PodCompleted";
    return;
  }
  condition.reason = "ContainersNotInitialized";
  for (ContainerIndex i = 0; i < policy.containers.size(); ++i) {
    ContainerKind kind = policy.containers[i].kind;
    if (runs_before_main(kind) && !is_initialized(state.containers[i], kind)) condition.incomplete.push_back(i);
  }
}

// The words of kubelet 1.36 status/generate.go GeneratePodReadyCondition.
static void explain_gates(const PodState& state, const PodPolicy& policy, Condition& condition) {
  for (std::size_t i = 0; i < state.gates.size(); ++i) {
    GateStatus status = state.gates[i].status;
    if (status == GateStatus::True) continue;
    if (!condition.message.empty()) condition.message += ", ";
    std::string gate = "\"" + policy.readiness_gates[i] + "\"";
    condition.message +=
        status == GateStatus::Missing
            ? "corresponding condition of pod readiness gate " + gate + " does not exist."
            : "the status of pod readiness gate " + gate + " is not \"True\", but " + std::string(name(status));
  }
  condition.reason = "ReadinessGatesNotReady";
}

static void explain_ready(const PodState& state, const PodPolicy& policy, PodPhase phase, Condition& condition) {
  if (condition.is_true) return;
  if (phase == PodPhase::Succeeded || phase == PodPhase::Failed) {
    condition.reason = phase == PodPhase::Succeeded ? "PodCompleted" : "PodFailed";
    return;
  }
  condition.reason = "ContainersNotReady";
  for (ContainerIndex i = 0; i < policy.containers.size(); ++i) {
    if (!counts_for_readiness(policy.containers[i].kind)) continue;
    if (!is_ready(state.containers[i], policy.containers[i])) condition.incomplete.push_back(i);
  }
  if (condition.incomplete.empty()) explain_gates(state, policy, condition);
}

static void explain_restarting_all(const PodPolicy& policy, PodPhase phase, Condition& condition) {
  condition.is_shown = can_restart_all(policy);
  if (condition.is_true) {
    condition.reason = "RestartAllContainersStarted";
    condition.message = "container exited with restart policy rule";
  } else if (phase == PodPhase::Succeeded || phase == PodPhase::Failed) {
    condition.reason = phase == PodPhase::Succeeded ? "PodCompleted" : "PodFailed";
  }
}

namespace {

struct Words {
  std::string_view reason;
  std::string_view message;
};

}  // namespace

// Of a pod that failed for it: kubelet 1.36 active_deadline.go, nodeshutdown_manager.go, eviction_manager.go,
// preemption.go.
static Words failure_words(const PodState& state) {
  switch (state.end) {
    case PodEnd::DeadlineExceeded:
      return {"DeadlineExceeded", "Pod was active on the node longer than the specified deadline"};
    case PodEnd::NodeShutdown:
      return {"Terminated", "Pod was terminated in response to imminent node shutdown."};
    case PodEnd::Evicted:
      return {"Evicted", state.stop_message};
    case PodEnd::Preempted:
      return {"Preempting", kPreemptedMessage};
    case PodEnd::None:
    case PodEnd::Deleted:
    case PodEnd::InitFailed:
    case PodEnd::Completed:
      break;
  }
  return {};
}

static void explain_disruption(const PodState& state, Condition& condition) {
  condition.is_shown = condition.is_true;
  if (!condition.is_true) return;
  condition.reason = "TerminationByKubelet";
  condition.message = state.end == PodEnd::Preempted ? "Pod was preempted by Kubelet to accommodate a critical pod."
                                                     : failure_words(state).message;
}

static Condition condition(ConditionType type, const PodState& state, const PodPolicy& policy, PodPhase phase) {
  const ConditionState& kept = state.conditions[static_cast<std::size_t>(type)];
  Condition condition;
  condition.type = type;
  condition.is_true = kept.is_true;
  condition.since = kept.since;
  switch (type) {
    case ConditionType::Initialized:
      explain_initialized(state, policy, phase, condition);
      break;
    case ConditionType::Ready:
    case ConditionType::ContainersReady:
      explain_ready(state, policy, phase, condition);
      break;
    case ConditionType::AllContainersRestarting:
      explain_restarting_all(policy, phase, condition);
      break;
    case ConditionType::DisruptionTarget:
      explain_disruption(state, condition);
      break;
    case ConditionType::PodReadyToStartContainers:
    case ConditionType::PodScheduled:
      break;
  }
  return condition;
}

PodStatus derive_status(const PodState& state, const PodPolicy& policy, Time now) {
  PodStatus status;
  status.phase = pod_phase(state, policy);
  status.observed_generation = policy.generation;
  if (status.phase == PodPhase::Failed) {
    Words words = failure_words(state);
    status.reason = words.reason;
    status.message = words.message;
  }
  status.gates = state.gates;
  status.start_time = state.started_at;
  status.deleting = state.stop_cause == StopCause::Deleted;
  for (std::size_t slot = 0; slot < kConditionCount; ++slot) {
    status.conditions[slot] = condition(static_cast<ConditionType>(slot), state, policy, status.phase);
  }
  status.containers.reserve(state.containers.size());
  for (std::size_t i = 0; i < state.containers.size(); ++i) {
    status.containers.push_back(container_status(state, i, policy, now));
  }
  return status;
}

}  // namespace peapod::core
