#pragma once

#include "config/pod_spec.h"
#include "firmware-agent/core/pod_policy.h"
#include "tests/sim/random.h"

namespace peapod::sim {

// A pod "default/web" whose policy is this one. Without a uid.
config::Pod make_manifest(const core::PodPolicy& policy, bool share_process_namespace);

// Changes what a pod can follow as it runs: images, resources, the deadline.
void edit_manifest(Random& random, config::PodSpec& spec);

}  // namespace peapod::sim
