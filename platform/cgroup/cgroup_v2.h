#pragma once

// Groups on cgroup v2, the unified hierarchy: one directory each.

#include <memory>
#include <string>

#include "platform/cgroup/cgroup.h"

namespace peapod::platform {

// `own` is our own cgroup below `root` ("" for the root): when the init system has delegated it to us
// (systemd sets an extended attribute), `base` lies in it, else below `root`.
Result<std::unique_ptr<CgroupTree>> open_cgroup_v2(const std::string& root, const std::string& own,
                                                   const std::string& base);

}  // namespace peapod::platform
