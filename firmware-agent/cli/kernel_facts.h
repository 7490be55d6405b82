#pragma once

#include "firmware-agent/runtime/box_fit.h"

namespace peapod::cli {

// What this kernel lacks: namespaces, overlayfs, cgroup controllers.
void add_kernel_facts(runtime::BoxFacts& box);

}  // namespace peapod::cli
