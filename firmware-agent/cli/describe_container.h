#pragma once

#include "firmware-agent/cli/description.h"

namespace peapod::cli {

// The section of one container: what it is to be, and how it is. `status` may be null.
void describe_container(Description& out, const Json& container, const Json& status);

// "http-get http://:80/ delay=0s timeout=1s period=10s #success=1 #failure=3"
std::string probe_text(const Json& probe);

}  // namespace peapod::cli
