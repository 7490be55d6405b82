#pragma once

// A pod's state as bytes, so that the next agent goes on where this one stopped. The bytes carry a version;
// the file around them (runtime) carries the checksum. Written and read on one machine: numbers are in its
// byte order.

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "firmware-agent/core/pod_state.h"

namespace peapod::core {

// Raised with every change of PodState. An agent that finds another version treats the pod as new.
inline constexpr std::byte kRecordVersion{5};

// Replaces `record`, whose memory is used again.
void save(const PodState& state, std::vector<std::byte>& record);

// Empty when the record is of another version, damaged, or of a pod with other containers; ephemeral ones may be
// new, and are there after the first step.
std::optional<PodState> restore(std::span<const std::byte> record, const PodPolicy& policy);

}  // namespace peapod::core
