#pragma once

// Durations as Go writes them (metav1.Duration): "90s", "5m0s", "2h30m", "500ms".

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace peapod::config {

struct Duration {
  std::int64_t ms = 0;
};

// Milliseconds of a duration as Go writes it, in whole numbers of ms, s, m and h: "90s", "5m", "2h30m", "500ms".
// Nothing when it is none, or not above zero.
std::optional<std::int64_t> parse_duration_ms(std::string_view text);

// time.Duration.String(): "10s", "1m20s", "5m0s", "1.5s", "300ms", "0s".
std::string duration_text(Duration duration);

}  // namespace peapod::config
