#pragma once

#include <string>

#include "firmware-agent/cli/json.h"

namespace peapod::cli {

// kubectl's description of a pod. `events` is an EventList; `now_ms` since 1970, for ages.
std::string describe_pod(const Json& pod, const Json& events, std::int64_t now_ms);

}  // namespace peapod::cli
