#pragma once

#include <string>

#include "config/pod_spec.h"
#include "firmware-agent/core/pod_event.h"

namespace peapod::runtime {

// The numbers and flags of a manifest that the pod machine decides by. Containers are numbered as by
// config::container_at().
// `backoff_max` is the agent's: the longest delay of a restart.
core::PodPolicy policy_from_spec(const config::PodSpec& spec, core::Millis backoff_max);

// "spec.initContainers{name}", "spec.containers{name}" or "spec.ephemeralContainers{name}": where events about it
// point.
std::string container_field_path(const config::PodSpec& spec, core::ContainerIndex index);

}  // namespace peapod::runtime
