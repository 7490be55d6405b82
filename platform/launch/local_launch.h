#pragma once

// Runs a launch plan in the agent itself, as the keeper would: the way a keeper is started. The child is the
// agent's.

#include <span>

#include "platform/launch/plan.h"

namespace peapod::platform {

// The pid of the child. A failure of the plan's first part is named by the step's label.
Result<pid_t> launch_here(const Plan& plan, std::span<const int> fds);

}  // namespace peapod::platform
