#pragma once

// Groups on cgroup v2, the unified hierarchy: one directory each.

#include <memory>
#include <string>

#include "platform/cgroup/cgroup.h"

namespace peapod::platform {

// `own` is our own cgroup below `root` ("" for the root). `base` lies beside it when the group above is delegated to us
// (systemd's DelegateSubgroup=, from 254; it sets an extended attribute), else below `root`.
Result<std::unique_ptr<CgroupTree>> open_cgroup_v2(const std::string& root, const std::string& own,
                                                   const std::string& base);

}  // namespace peapod::platform
