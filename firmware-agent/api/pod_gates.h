#pragma once

#include "firmware-agent/api/call.h"

namespace peapod::api {

// PUT and PATCH of a pod's subresource status, of static pods too. Others say there whether a condition that
// spec.readinessGates names is true; a condition of another name is refused (422). All else of a status is the agent's:
// a Warning says so when it is to be changed. Of metadata only uid and resourceVersion are looked at, of spec nothing.
// Reasons are 1 KiB and messages 32 KiB long at most. dryRun=All only shows what would come of it.
void replace_status(Call& call);
void patch_status(Call& call);

}  // namespace peapod::api
