#pragma once

// What a new agent must know of a pod to go on with it: written before each action that it might find done.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/pod_spec.h"
#include "firmware-agent/core/escalation.h"
#include "firmware-agent/runtime/pod_control.h"
#include "firmware-agent/runtime/pod_record.h"

namespace peapod::runtime {

// What the agent knows of a pod beside its manifest.
struct PodOrigin {
  bool from_file = false;
  std::string file;             // The manifest's path, for a static pod.
  WallTime created = 0;         // creationTimestamp.
  std::int64_t generation = 1;  // metadata.generation: of the spec, which grows with each change.
};

struct PodMemory {
  PodOrigin origin;
  std::vector<std::byte> state;          // core/record.h.
  std::vector<ContainerDetail> details;  // As PodPolicy::containers.
  std::optional<WallTime> deletion_requested;
  std::int64_t deletion_grace_seconds = 0;
  core::EscalationState escalation;
  std::vector<GateNote> gates = {};  // As PodPolicy::readiness_gates.
  std::uint64_t counted_spec = 0;    // As in PodRunner.
  bool resizing = false;             // The manifest's resources are not all in force yet.
};

struct RememberedPod {
  config::Pod pod;
  PodMemory memory;
};

Record record_of(const config::Pod& pod, const PodMemory& memory, const std::string& boot_id);
// An error: damaged, or of another boot.
Result<RememberedPod> remembered_pod(const Record& record, const std::string& boot_id);

}  // namespace peapod::runtime
