#include "firmware-agent/cli/duration.h"

#include "config/duration.h"

namespace peapod::cli {

std::optional<std::int64_t> parse_duration_seconds(std::string_view text) {
  const std::optional<std::int64_t> ms = config::parse_duration_ms(text);
  if (!ms) return std::nullopt;
  return (*ms + 999) / 1000;
}

}  // namespace peapod::cli
