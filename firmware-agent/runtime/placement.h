#pragma once

#include "firmware-agent/runtime/node.h"
#include "platform/cgroup/cgroup.h"
#include "platform/launch/container_plan.h"

namespace peapod::runtime {

// How a process gets into a group, and what it sees of cgroups from there. The descriptors are the group's.
platform::CgroupPlacement place_in(const Node& node, const platform::Cgroup& group);

}  // namespace peapod::runtime
