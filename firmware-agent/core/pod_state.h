#pragma once

// The machine's whole memory of one pod. Plain data: it is copied into a record on tmpfs after each step that changed
// it, and a new agent goes on from there.

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "firmware-agent/core/pod_action.h"

namespace peapod::core {

enum class TerminationReason : std::uint8_t {
  Completed, Error, OOMKilled, StartError, ContainerCannotRun, ContainerStatusUnknown, DeadlineExceeded
};

struct Termination {
  TerminationReason reason = TerminationReason::Completed;
  std::int32_t exit_code = 0;
  std::int32_t signal = 0;
  Time started_at;
  Time finished_at;
  LaunchNumber launch = 0;
};

//   Waiting --(order, back-off)--> Starting --Started--> Running --stop, probe, deadline--> Stopping
//      ^                              |                     |                                  |
//      |                         StartFailed             Exited                             Exited
//      +-------- restart -------------+---------------------+---------- no restart --------> Finished
enum class ContainerPhase : std::uint8_t { Waiting, Starting, Running, Stopping, Finished };

enum class SandboxPhase : std::uint8_t { None, Creating, Ready, Removing, Gone };

struct ProbeState {
  bool running = false;      // A RunProbe is out.
  bool on_hold = false;      // Its verdict ended this launch: no more until the next.
  bool healthy = false;      // The verdict in force (startup: passed; liveness starts as true; readiness as false).
  ProbeOutcome last = ProbeOutcome::Error;
  std::int32_t run = 0;      // Equal outcomes in a row.
  Time next;                 // When to run it again.
};

struct ContainerState {
  ContainerPhase phase = ContainerPhase::Waiting;
  LaunchNumber launch = 0;                   // The current or last one.
  std::int32_t restart_count = 0;
  std::optional<StartFailure> start_failure;  // Why the last attempt was Waiting again without having run.
  std::optional<Termination> last;            // The newest termination; lastState or state, see pod_status.h.
  std::optional<Termination> previous;        // The one before.
  Time started_at;
  bool post_start_pending = false;
  bool pre_stop_pending = false;
  bool stop_signalled = false;
  bool killed = false;
  KillCause kill_cause = KillCause::None;
  Time stop_deadline;      // Stopping: when the next of {cut preStop, SIGKILL} is due.
  Millis stop_grace = 0;   // What is left of the grace.
  Millis backoff = 0;      // Delay before the next start; 0: at once.
  Time backoff_updated;    // When it was last raised: it is forgotten 10 minutes of running later.
  Time start_after;        // Waiting: not before.
  std::array<ProbeState, 3> probes;
};

struct PodState {
  SandboxPhase sandbox = SandboxPhase::None;
  std::uint32_t sandbox_attempt = 0;
  Time sandbox_retry_at;
  LaunchNumber last_launch = 0;
  Time started_at;  // When the agent first saw the pod; status.startTime.
  std::optional<StopCause> stop_cause;
  Time stop_deadline;
  Millis stop_grace = 0;
  bool deadline_exceeded = false;
  bool initialized = false;  // Every init container has completed and every sidecar has started, once.
  bool ran = false;          // A main container has started, once.
  std::vector<ContainerState> containers;  // As PodPolicy::containers.
};

}  // namespace peapod::core
