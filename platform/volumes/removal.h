#pragma once

// Taking away what a pod left on the host.

#include <string>

#include "platform/sys/result.h"

namespace peapod::platform {

// Unmounts what is mounted at or below `path` (absolute), the newest first, lazily where something still
// holds it.
Result<void> unmount_below(const std::string& path);

// Removes `path` and everything below it. Never follows a symlink and never enters another filesystem: a
// mount that is left below fails with EXDEV. What is gone already is success; at most 256 levels deep
// (ELOOP).
Result<void> remove_tree(const std::string& path);

}  // namespace peapod::platform
