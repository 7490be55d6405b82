#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace peapod::config {

// Milliseconds of a duration as Go writes it, in whole numbers of ms, s, m and h: "90s", "5m", "2h30m", "500ms".
// Nothing when it is none, or not above zero.
std::optional<std::int64_t> parse_duration_ms(std::string_view text);

}  // namespace peapod::config
