#pragma once

// PodStatus, derived from the state whenever somebody asks, and never stored: Kubernetes' phase, conditions
// and container states (kubelet 1.36 kubelet_pods.go convertToAPIContainerStatuses, status/generate.go).

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "firmware-agent/core/pod_phase.h"
#include "firmware-agent/core/pod_state.h"

namespace peapod::core {

// status.message of a pod that gave way, and the event about it (kubelet 1.36 preemption.go).
inline constexpr std::string_view kPreemptedMessage = "Preempted in order to admit critical pod";

struct Condition {
  ConditionType type = ConditionType::Ready;
  bool is_shown = true;  // Some are not there at all: AllContainersRestarting without such a rule, DisruptionTarget.
  bool is_true = false;
  std::string_view reason;  // "ContainersNotReady", ...; static text, may be empty.
  std::string message;      // May be empty; without `incomplete`.
  // The message of ContainersNotReady and ContainersNotInitialized lists these (indexes into
  // PodPolicy::containers).
  std::vector<ContainerIndex> incomplete;
  Time since;  // lastTransitionTime.
};

struct ContainerStatus {
  using Kind = ContainerShow;
  Kind kind = Kind::Waiting;
  std::string_view
      waiting_reason;  // "ContainerCreating", "PodInitializing", "CrashLoopBackOff", "ErrImageNeverPull", ...
  Millis backoff = 0;  // With CrashLoopBackOff and ImagePullBackOff: the delay in force.
  Time started_at;     // Running.
  std::optional<Termination> terminated;  // state.terminated.
  std::optional<Termination> last;        // lastState.terminated.
  bool ready = false;                     // An init container: it has completed.
  bool started = false;
  std::int32_t restart_count = 0;
  LaunchNumber launch = 0;
};

struct PodStatus {
  PodPhase phase = PodPhase::Pending;
  std::string_view reason;  // "DeadlineExceeded", "Evicted", "Preempting", "Terminated" (node shutdown), or empty.
  std::string message;
  std::int64_t observed_generation = 0;  // Of this status and of each condition.
  std::array<Condition, kConditionCount> conditions;
  std::vector<GateState> gates;             // As PodPolicy::readiness_gates, each a condition of that type.
  std::vector<ContainerStatus> containers;  // As PodPolicy::containers.
  Time start_time;
  bool deleting = false;
};

PodStatus derive_status(const PodState& state, const PodPolicy& policy, Time now);

// Enum to Kubernetes' word, e.g. "CrashLoopBackOff", "OOMKilled", "PodReadyToStartContainers".
std::string_view name(PodPhase phase);
std::string_view name(ConditionType type);
std::string_view name(TerminationReason reason);
std::string_view name(StartFailure reason);
std::string_view name(NoticeReason reason);
std::string_view name(GateStatus status);
std::string_view name(ProbeKind probe);  // "Startup", "Liveness", "Readiness".

}  // namespace peapod::core
