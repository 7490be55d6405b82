#pragma once

#include "firmware-agent/cli/json.h"

namespace peapod::cli {

// A list as the one object kubectl makes of it: kind List.
rapidjson::Document as_list(const Json& list);

}  // namespace peapod::cli
