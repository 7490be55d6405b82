#pragma once

#include "firmware-agent/api/call.h"

namespace peapod::api {

// PATCH of a pod or of its subresource resize or ephemeralcontainers: JSON patch, JSON merge patch or strategic merge
// patch, by the Content-Type.
void patch_pod(Call& call);

}  // namespace peapod::api
