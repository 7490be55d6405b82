#pragma once

// Start order between pods (annotation peapod.dev/after): whether a pod must still wait, and for what. Pure.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/pod_annotations.h"
#include "firmware-agent/core/pod_phase.h"

namespace peapod::runtime {

// What the order needs to know of a pod.
struct OrderedPod {
  std::string_view namespace_;
  std::string_view name;           // As the API shows it.
  std::string_view manifest_name;  // Of a static pod without the node's name; otherwise the same.
  bool waits = false;              // It has been accepted and not begun.
  bool deleting = false;           // It is no longer what anybody waits for.
  bool ready = false;              // Condition Ready.
  core::PodPhase phase = core::PodPhase::Pending;
  std::vector<config::AwaitedPod> after;  // Of one that waits.
};

struct Hold {
  // "waits for pod default/db to be Ready"; several with "and", and with what keeps it from coming true: there is no
  // such pod, it has Failed, the pods wait for each other.
  std::string message;
  bool is_cycle = false;  // It waits for itself, over others or not, and will not begin before a manifest changes.
};

// Nothing when all it waits for holds. `pod` is one of `pods`.
std::optional<Hold> hold_of(const OrderedPod& pod, std::span<const OrderedPod> pods);

}  // namespace peapod::runtime
