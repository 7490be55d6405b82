#pragma once

#include <optional>
#include <string>

#include "config/pod_spec.h"

namespace peapod::runtime {

// Why the box will not run a pod at all (kubelet lifecycle/predicate.go): its phase is Failed from the start.
struct Rejection {
  std::string reason;  // "NodeAffinity", "NodeName".
  std::string message;
};

std::optional<Rejection> admit(const config::Pod& pod, const config::Labels& node_labels, const std::string& node_name);

}  // namespace peapod::runtime
