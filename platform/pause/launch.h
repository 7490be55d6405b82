#pragma once

// Runs the plan that an agent sent.

#include "platform/pause/plan_runner.h"

namespace peapod::platform {

// The descriptors stay the caller's. Refuses (step -1, ENOEXEC) what is not a sealed plan of the known
// version.
PlanOutcome launch_plan(int plan_fd, const int* fds, unsigned fd_count);

}  // namespace peapod::platform
