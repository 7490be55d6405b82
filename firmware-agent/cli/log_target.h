#pragma once

#include <string>
#include <string_view>

#include "firmware-agent/cli/options.h"

namespace peapod::cli {

// The URL of a container's log with what the options ask for.
std::string log_target(const Options& options, std::string_view pod, std::string_view container);

}  // namespace peapod::cli
