#pragma once

// What the machine wants done: verbs for the executor, and Kubernetes events for people. Every verb is
// answered by an event (named beside it), except Notice. Verbs are idempotent: asked twice, done once.

#include <cstdint>
#include <variant>
#include <vector>

#include "firmware-agent/core/pod_event.h"

namespace peapod::core {

// Reasons of Kubernetes events that the machine decides (pods.md C18); texts are made by runtime/event_text.
enum class NoticeReason : std::uint8_t {
  Created,
  Started,
  Killing,
  BackOff,
  Unhealthy,
  ProbeWarning,
  FailedPostStartHook,
  FailedPreStopHook,
  Failed,
  SandboxChanged,
  FailedCreatePodSandBox,
  DeadlineExceeded,
  ExceededGracePeriod,
  Evicted,
  Preempting
};

enum class KillCause : std::uint8_t {
  None,
  Stopping,
  Liveness,
  Startup,
  PostStart,
  Deadline,
  PodFailed,
  RestartAll,
  DefinitionChanged,
  Resize  // The new resources need a restart.
};

namespace action {
// Clears first what a lost or failed sandbox left (cgroups, mounts), but never the volumes. SandboxReady or
// SandboxFailed.
struct CreateSandbox {};
struct EndSandbox {};     // Every container is gone; volumes stay. SandboxLost.
struct RemoveSandbox {};  // SandboxRemoved.
struct StartContainer {
  ContainerIndex container;
  LaunchNumber launch;
};  // Started or StartFailed, later Exited.
// The stop signal; Exited. For a launch that has no process yet: give the start up (StartFailed); one whose
// process is there but not yet reported is left alone, since it is asked again after Started.
struct StopContainer {
  ContainerIndex container;
  LaunchNumber launch;
};
struct KillContainer {
  ContainerIndex container;
  LaunchNumber launch;
};  // SIGKILL to the whole cgroup; as above.
struct RunHook {
  ContainerIndex container;
  LaunchNumber launch;
  Hook hook;
};  // HookDone.
struct RunProbe {
  ContainerIndex container;
  LaunchNumber launch;
  ProbeKind probe;
};  // ProbeDone.
// Gives the running container the resources that the policy's manifest says; Resized.
struct ResizeContainer {
  ContainerIndex container;
  LaunchNumber launch;
};
struct Notice {
  NoticeReason reason;
  std::optional<ContainerIndex> container;
  ProbeKind probe = ProbeKind::Startup;          // For Unhealthy, ProbeWarning and Killing by a probe.
  ProbeOutcome outcome = ProbeOutcome::Failure;  // For Unhealthy.
  KillCause cause = KillCause::None;             // For Killing.
};
}  // namespace action

using Action = std::variant<action::CreateSandbox, action::EndSandbox, action::RemoveSandbox, action::StartContainer,
                            action::StopContainer, action::KillContainer, action::RunHook, action::RunProbe,
                            action::ResizeContainer, action::Notice>;

// The caller's, cleared and used again, so that stepping allocates nothing once it has grown.
using Actions = std::vector<Action>;

}  // namespace peapod::core
