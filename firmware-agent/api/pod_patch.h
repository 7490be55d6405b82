#pragma once

#include "firmware-agent/api/call.h"

namespace peapod::api {

// The object as the body makes it: JSON patch, JSON merge patch or strategic merge patch, by the Content-Type.
std::optional<StatusError> apply_patch(const http::Request& request, const std::string& object, std::string& out);

// PATCH of a pod or of its subresource resize or ephemeralcontainers.
void patch_pod(Call& call);

}  // namespace peapod::api
