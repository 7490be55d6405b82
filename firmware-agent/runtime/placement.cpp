#include "firmware-agent/runtime/placement.h"

namespace peapod::runtime {

platform::CgroupPlacement place_in(const Node& node, const platform::Cgroup& group) {
  const platform::CgroupFeatures& features = node.cgroups->features();
  platform::CgroupPlacement placement;
  placement.procs = group.procs();
  placement.into = group.clone_into();
  placement.v2 = features.mode == platform::CgroupFeatures::Mode::V2;
  placement.v1_controllers = features.v1_controllers;
  return placement;
}

}  // namespace peapod::runtime
