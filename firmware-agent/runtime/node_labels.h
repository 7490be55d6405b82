#pragma once

#include "config/pod_spec.h"

namespace peapod::runtime {

// The labels that every node has, kubernetes.io/hostname, os and arch, beside `others`.
config::Labels node_labels(const std::string& node_name, const config::Labels& others);

}  // namespace peapod::runtime
