#pragma once

// Reads RFC 3339 times ("2016-10-06T00:17:09.669794202+02:00"). Writing is runtime/clock.h's.

#include <optional>
#include <string_view>

#include "firmware-agent/runtime/clock.h"

namespace peapod::api {

std::optional<runtime::WallClock> parse_rfc3339(std::string_view text);

}  // namespace peapod::api
