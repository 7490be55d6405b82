#pragma once

// The machine's whole memory of one pod. Plain data: it is copied into a record on tmpfs after each step that
// changed it (record.h), and a new agent goes on from there.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "firmware-agent/core/pod_action.h"

namespace peapod::core {

enum class TerminationReason : std::uint8_t {
  Completed,
  Error,
  OOMKilled,
  StartError,
  ContainerCannotRun,
  ContainerStatusUnknown,
  RestartingAllContainers  // Killed because another container's exit restarts all.
};

struct Termination {
  TerminationReason reason = TerminationReason::Completed;
  std::int32_t exit_code = 0;
  std::int32_t signal = 0;
  Time started_at;
  Time finished_at;
  LaunchNumber launch = 0;  // 0: it never ran.
};

//   Waiting --(order, back-off)--> Starting --Started--> Running --pod's end, probe, postStart--> Stopping
//      ^                              |                     |                                        |
//      |                         StartFailed             Exited                                   Exited
//      +-------- restart -------------+---------------------+------------- no restart ------------> Finished
//
// Waiting --pod's end--> Finished. A lost sandbox leads from every phase to Waiting or Finished.
enum class ContainerPhase : std::uint8_t { Waiting, Starting, Running, Stopping, Finished };

//   None --> Creating --SandboxReady--> Ready --pod ended, all containers Finished--> Removing --> Gone
//     ^         |                         |
//     +---------+---- failed, lost -------+--- pod restarts, no container lives --> Ending --lost--> None
enum class SandboxPhase : std::uint8_t { None, Creating, Ready, Ending, Removing, Gone };

// Why a pod will start nothing any more. The first cause stays.
enum class PodEnd : std::uint8_t {
  None,
  Deleted,
  NodeShutdown,
  Evicted,
  Preempted,
  DeadlineExceeded,
  InitFailed,  // An init container failed and may not be restarted.
  Completed    // Every main container has ended for good.
};

struct ProbeState {
  bool running = false;                     // A RunProbe is out.
  bool healthy = false;                     // The verdict in force; before any: liveness true, the others false.
  ProbeOutcome last = ProbeOutcome::Error;  // Success or Failure; Error before the first.
  std::int32_t run = 0;                     // Equal outcomes in a row, counted up to the threshold.
  Time next;                                // When to run it again.
  Time earliest;                            // Not even out of turn before.
};

struct ContainerState {
  ContainerPhase phase = ContainerPhase::Waiting;
  LaunchNumber launch = 0;         // The current or last one.
  std::int32_t restart_count = 0;  // Of the current or last launch.
  std::int32_t terminations = 0;
  std::optional<Termination> last;      // The newest termination; lastState or state, see pod_status.h.
  std::optional<Termination> previous;  // The one before.

  Time start_after;                           // Waiting: not before.
  Millis backoff = 0;                         // Delay after the next termination.
  std::optional<StartFailure> start_failure;  // Why the last attempt is Waiting again without having run.
  Millis start_backoff = 0;                   // Delay after that failure.
  Definition definition;                      // Of the current or last launch; a resize changes it.
  bool resize_pending = false;                // A ResizeContainer is out.
  bool resize_failed = false;
  Time resize_retry_at;
  bool admitted = false;  // Its turn to start has come in this sandbox; restarts need no turn.

  Time started_at;
  bool post_start_pending = false;
  bool started = false;  // Kubernetes' `started`: running, postStart done, startup probe passed.
  std::array<ProbeState, 3> probes;

  KillCause kill_cause = KillCause::None;
  Time stop_deadline;  // Stopping: end of the grace; at least 2 s after the stop signal.
  bool pre_stop_pending = false;
  bool stop_signalled = false;
  bool killed = false;
};

enum class ConditionType : std::uint8_t {
  PodReadyToStartContainers,
  Initialized,
  Ready,
  ContainersReady,
  PodScheduled,
  AllContainersRestarting,
  DisruptionTarget
};
inline constexpr std::size_t kConditionCount = 7;

struct ConditionState {
  bool is_true = false;
  Time since;  // lastTransitionTime.
};

struct GateState {
  GateStatus status = GateStatus::Missing;
  Time since;
};

struct PodState {
  SandboxPhase sandbox = SandboxPhase::None;
  std::uint32_t sandbox_attempt = 0;
  Time sandbox_retry_at;
  LaunchNumber last_launch = 0;
  Time started_at;           // When the agent first saw the pod; status.startTime.
  bool initialized = false;  // Every init container of this sandbox has completed and every sidecar has started, once.
  bool ran = false;          // A main container has started, once.
  bool restarting_all = false;    // restart_all.h.
  bool renewing_sandbox = false;  // Then: they begin anew in another one.
  Time restart_all_due;           // Then: a start that is under way is killed.
  std::optional<StopCause> stop_cause;
  std::string stop_message;  // Of the first request.
  PodEnd end = PodEnd::None;
  Time stop_deadline;                                      // Once stopping or ended: end of the pod's grace.
  bool forced = false;                                     // Stop with grace 0: SIGKILL at once.
  std::array<ConditionState, kConditionCount> conditions;  // Indexed by ConditionType; kept by step().
  std::vector<GateState> gates;                            // As PodPolicy::readiness_gates.
  std::vector<ContainerState> containers;                  // As PodPolicy::containers.
};

}  // namespace peapod::core
