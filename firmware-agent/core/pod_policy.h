#pragma once

// What the pod machine must know of a manifest, and no more: numbers and flags. It may be replaced during a
// pod's life (event::PolicyReplaced) by one with the same containers, and ephemeral ones behind them.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "firmware-agent/core/time.h"

namespace peapod::core {

enum class RestartPolicy : std::uint8_t { Always, OnFailure, Never };
// Ephemeral: added to a pod that runs, started as soon as there is a sandbox, never restarted, without probes and
// hooks; counts neither for the phase nor for readiness.
enum class ContainerKind : std::uint8_t { Init, Sidecar, Main, Ephemeral };
constexpr bool runs_before_main(ContainerKind kind) {
  return kind == ContainerKind::Init || kind == ContainerKind::Sidecar;
}

constexpr bool counts_for_readiness(ContainerKind kind) {
  return kind == ContainerKind::Sidecar || kind == ContainerKind::Main;
}

enum class ProbeKind : std::uint8_t { Startup, Liveness, Readiness };
enum class Hook : std::uint8_t { PostStart, PreStop };
inline constexpr std::array kProbeKinds = {ProbeKind::Startup, ProbeKind::Liveness, ProbeKind::Readiness};

struct ProbePolicy {
  Millis initial_delay = 0;  // From the start of the container.
  Millis period = 10'000;
  std::int32_t success_threshold = 1;
  std::int32_t failure_threshold = 3;
  std::optional<Millis> termination_grace = std::nullopt;  // Overrides the pod's when this probe ends the container.
};

enum class RestartAction : std::uint8_t { Restart, RestartAllContainers };

// Of restartPolicyRules: what to do after an exit with one of these codes, or with any other.
struct RestartRule {
  RestartAction action = RestartAction::Restart;
  bool is_not_in = false;
  std::vector<std::int32_t> exit_codes;  // 0..255.
};

// What a container is made of, as far as a change of it matters to one that runs: opaque numbers, which are equal when
// what they stand for is. Another image stops and restarts it, other resources resize it, and either begins its
// back-off anew (kubelet 1.36 kuberuntime_manager.go containerChanged, getBackoffKey).
struct Definition {
  std::uint64_t image = 0;
  std::uint64_t cpu = 0;
  std::uint64_t memory = 0;

  friend bool operator==(const Definition&, const Definition&) = default;
};

struct ContainerPolicy {
  ContainerKind kind = ContainerKind::Main;
  std::optional<RestartPolicy> restart_policy = std::nullopt;  // Unset: the pod's. A sidecar's is always Always.
  std::vector<RestartRule> restart_rules{};                    // The first that matches wins.
  std::array<std::optional<ProbePolicy>, 3> probes{};          // Indexed by ProbeKind.
  bool has_post_start = false;
  bool has_pre_stop = false;
  Definition definition{};
  bool cpu_resize_restarts = false;  // resizePolicy RestartContainer.
  bool memory_resize_restarts = false;
};

struct PodPolicy {
  // Init containers and sidecars in spec order, then the main ones, then the ephemeral ones.
  std::vector<ContainerPolicy> containers;
  RestartPolicy restart_policy = RestartPolicy::Always;
  Millis termination_grace = 30'000;
  std::optional<Millis> active_deadline = std::nullopt;  // From the pod's start.
  std::vector<std::string> readiness_gates{};            // Condition types that must be True for the pod to be Ready.
  std::int64_t generation = 0;                           // metadata.generation of the manifest that this policy is of.
  Millis backoff_max = 300'000;  // Of restarts: crashLoopBackOff.maxContainerRestartPeriod, 1 s to 300 s.
};

}  // namespace peapod::core
