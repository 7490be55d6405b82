#pragma once

// What happens to a pod: the only input of the machine besides time. Reports name the launch they are about;
// the machine drops those about an older one.

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "firmware-agent/core/pod_policy.h"

namespace peapod::core {

using ContainerIndex = std::uint16_t;  // Into PodPolicy::containers.
using LaunchNumber = std::uint32_t;    // Unique within a pod, rising; 0 means none.

// Warning: a success with something to tell (a redirect to another host). Error: the probe itself broke;
// changes nothing.
enum class ProbeOutcome : std::uint8_t { Success, Warning, Failure, Error };

// Why a container could not be made. The first group leaves it Waiting under that name and is tried again;
// StartError and ContainerCannotRun count as a termination (exit code 128, or 127/126 from the exec).
enum class StartFailure : std::uint8_t {
  ErrImagePull,
  ErrImageNeverPull,
  InvalidImageName,
  CreateContainerConfigError,
  CreateContainerError,
  StartError,
  ContainerCannotRun
};

// All but Deleted leave a failed pod to show, until it is deleted.
enum class StopCause : std::uint8_t { Deleted, NodeShutdown, Evicted, Preempted };

// What somebody else says of a readiness gate of the pod; Missing: nothing yet.
enum class GateStatus : std::uint8_t { Missing, True, False, Unknown };

namespace event {
// The answers about the sandbox carry no number: each CreateSandbox and RemoveSandbox is answered once.
struct SandboxReady {};
struct SandboxFailed {};
struct SandboxLost {};     // The keeper died, and with it every container of the pod. While being made: the answer.
struct SandboxRemoved {};  // After RemoveSandbox: nothing of the pod is left on the box.
struct Started {
  ContainerIndex container;
  LaunchNumber launch;
};
// Final: no process of this launch lives or will come.
struct StartFailed {
  ContainerIndex container;
  LaunchNumber launch;
  StartFailure reason;
  std::int32_t exit_code;
};
struct Exited {
  ContainerIndex container;
  LaunchNumber launch;
  std::int32_t exit_code;  // 128 + signal for a signal.
  std::int32_t signal;     // 0 when it exited by itself.
  bool oom_killed;
};
struct HookDone {
  ContainerIndex container;
  LaunchNumber launch;
  Hook hook;
  bool ok;
};
struct ProbeDone {
  ContainerIndex container;
  LaunchNumber launch;
  ProbeKind probe;
  ProbeOutcome outcome;
};
// The answer to ResizeContainer. When it failed it is asked again later.
struct Resized {
  ContainerIndex container;
  LaunchNumber launch;
  bool ok;
};
struct StopRequested {
  StopCause cause;
  std::optional<Millis> grace;
  std::string message = {};  // Of Evicted: the pod's status.message, and the message of its DisruptionTarget.
};                           // May be repeated; grace can only shrink.
struct GateChanged {
  std::uint16_t gate;  // Into PodPolicy::readiness_gates.
  GateStatus status;
};
// The whole pod begins anew, in a sandbox made anew: escalation.h. Nothing to do while there is no sandbox.
struct PodRestartRequested {};
struct Tick {};  // A deadline has come.
// The policy given with this step, and from now on, is another one: other definitions of the same containers,
// another active deadline, ephemeral containers added at the end. What it means for what runs is found by
// comparing.
struct PolicyReplaced {};
// A new agent goes on from a record: every action that has not been answered is asked again, with the same
// launch number. Reports that waited for an agent may come before or after it.
struct Resumed {};
}  // namespace event

using Event = std::variant<event::SandboxReady, event::SandboxFailed, event::SandboxLost, event::SandboxRemoved,
                           event::Started, event::StartFailed, event::Exited, event::HookDone, event::ProbeDone,
                           event::Resized, event::StopRequested, event::PodRestartRequested, event::GateChanged,
                           event::Tick, event::PolicyReplaced, event::Resumed>;

}  // namespace peapod::core
