#pragma once

#include <vector>

#include "config/pod_spec.h"
#include "firmware-agent/cli/api_client.h"

namespace peapod::cli {

// Creates each pod or replaces it, and says which: "pod/web created". The exit code.
int apply_pods(const ApiClient& client, const std::vector<config::Pod>& pods);

}  // namespace peapod::cli
