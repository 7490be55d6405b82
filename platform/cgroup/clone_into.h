#pragma once

// Whether clone3(CLONE_INTO_CGROUP) can be used.

#include "platform/cgroup/group_directory.h"

namespace peapod::platform {

// Tries it with a fresh group below `base` and a child that ends at once. False before Linux 5.7, and where
// our own cgroup was once killed by cgroup.kill: then the kernel kills every process that is born this way
// (seen on 6.1 and 6.18).
bool clone_into_works(const GroupDirectory& base);

}  // namespace peapod::platform
