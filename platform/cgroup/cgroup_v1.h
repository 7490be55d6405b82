#pragma once

// Groups on cgroup v1: one directory in each hierarchy that has a controller we use. On a box without any,
// groups are empty shells: limits are not enforced (features().conditions says so) and nothing can be killed
// through them.

#include <memory>
#include <string>

#include "platform/cgroup/cgroup.h"
#include "platform/cgroup/layout.h"

namespace peapod::platform {

Result<std::unique_ptr<CgroupTree>> open_cgroup_v1(const CgroupLayout& layout, const std::string& root,
                                                   const std::string& base);

}  // namespace peapod::platform
