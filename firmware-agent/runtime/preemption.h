#pragma once

// Which pods give way to a critical one: the fewest, and of those the smallest, BestEffort before Burstable before
// Guaranteed (kubelet 1.36 preemption/preemption.go). Pure.

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "firmware-agent/runtime/admission.h"

namespace peapod::runtime {

// Indexes into `others` whose requests together cover what is missing; nothing when no set of them does.
std::optional<std::vector<std::size_t>> pods_to_preempt(const PlacedPod& pod, std::span<const PlacedPod> others,
                                                        std::span<const Shortage> shortages);

// In kubelet's words: what would still be missing without all pods that may be preempted.
std::string preemption_failure(const PlacedPod& pod, std::span<const PlacedPod> others,
                               std::span<const Shortage> shortages);

}  // namespace peapod::runtime
