#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace peapod::cli {

// Whole seconds of a duration as Go writes it ("90s", "5m", "2h30m", "500ms"), rounded up; nothing when it is none or
// not above zero.
std::optional<std::int64_t> parse_duration_seconds(std::string_view text);

}  // namespace peapod::cli
