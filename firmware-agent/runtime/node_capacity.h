#pragma once

#include <string>

#include "firmware-agent/runtime/resources.h"

namespace peapod::runtime {

// What the box has: its CPUs that are on, its memory, and the size of the file system that `directory` is on, or will
// be.
Resources node_capacity(const std::string& directory);

}  // namespace peapod::runtime
