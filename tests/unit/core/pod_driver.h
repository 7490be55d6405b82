#pragma once

// A pod under a clock moved by hand: tests give reports, and see the actions as words ("start 0", "stop 1", "Killing
// 0").

#include <string>
#include <vector>

#include "firmware-agent/core/pod_machine.h"
#include "firmware-agent/core/pod_status.h"

namespace peapod::core {

inline ContainerPolicy container(ContainerKind kind) { return {.kind = kind}; }
inline ContainerPolicy init() { return container(ContainerKind::Init); }
inline ContainerPolicy sidecar() { return container(ContainerKind::Sidecar); }
inline ContainerPolicy main_container() { return container(ContainerKind::Main); }

inline ContainerPolicy with_probe(ContainerPolicy container, ProbeKind kind, ProbePolicy probe = {}) {
  container.probes[static_cast<std::size_t>(kind)] = probe;
  return container;
}

class PodDriver {
 public:
  using Words = std::vector<std::string>;

  explicit PodDriver(std::vector<ContainerPolicy> containers, RestartPolicy restart = RestartPolicy::Always) {
    policy.containers = std::move(containers);
    policy.restart_policy = restart;
    state = make_pod_state(policy, now);
  }

  // The first Tick and the sandbox.
  Words begin() {
    tick();
    return feed(event::SandboxReady{});
  }
  Words feed(const Event& event);
  Words tick() { return feed(event::Tick{}); }
  // Moves the clock, with a Tick at every deadline on the way; all their actions.
  Words wait(Millis duration);

  Words started(ContainerIndex index) { return feed(event::Started{index, launch(index)}); }
  Words exited(ContainerIndex index, std::int32_t code) {
    return feed(event::Exited{index, launch(index), code, code > 128 ? code - 128 : 0, false});
  }
  Words start_failed(ContainerIndex index, StartFailure reason, std::int32_t code = 128) {
    return feed(event::StartFailed{index, launch(index), reason, code});
  }
  Words hook_done(ContainerIndex index, Hook hook, bool ok = true) {
    return feed(event::HookDone{index, launch(index), hook, ok});
  }
  Words probe_done(ContainerIndex index, ProbeKind kind, ProbeOutcome outcome) {
    return feed(event::ProbeDone{index, launch(index), kind, outcome});
  }
  Words stop(std::optional<Millis> grace = std::nullopt) {
    return feed(event::StopRequested{.cause = StopCause::Deleted, .grace = grace});
  }

  LaunchNumber launch(ContainerIndex index) const { return state.containers[index].launch; }
  PodStatus status() const { return derive_status(state, policy, now); }
  ContainerStatus status(ContainerIndex index) const { return status().containers[index]; }
  Condition condition(ConditionType type) const { return status().conditions[static_cast<std::size_t>(type)]; }
  bool is_true(ConditionType type) const { return condition(type).is_true; }

  PodPolicy policy;
  PodState state;
  Time now{5'000'000};
};

}  // namespace peapod::core
