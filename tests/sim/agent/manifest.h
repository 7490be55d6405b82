#pragma once

#include "config/pod_spec.h"
#include "firmware-agent/core/pod_policy.h"

namespace peapod::sim {

// A pod "default/web" whose policy is this one. Without a uid.
config::Pod make_manifest(const core::PodPolicy& policy, bool share_process_namespace);

}  // namespace peapod::sim
