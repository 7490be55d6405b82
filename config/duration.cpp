#include "config/duration.h"

#include <charconv>
#include <cstdio>

namespace peapod::config {
namespace {

std::int64_t take_unit_ms(std::string_view& text) {
  struct Unit {
    std::string_view name;
    std::int64_t ms;
  };
  for (const Unit& unit : {Unit{"ms", 1}, Unit{"s", 1000}, Unit{"m", 60'000}, Unit{"h", 3'600'000}}) {
    if (!text.starts_with(unit.name)) continue;
    text.remove_prefix(unit.name.size());
    return unit.ms;
  }
  return 0;
}

}  // namespace

std::optional<std::int64_t> parse_duration_ms(std::string_view text) {
  constexpr std::int64_t kNumberMax = 1'000'000'000;
  constexpr std::int64_t kTotalMax = kNumberMax * 3'600'000;
  std::int64_t total_ms = 0;
  while (!text.empty()) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || number < 0 || number > kNumberMax) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    const std::int64_t unit_ms = take_unit_ms(text);
    if (unit_ms == 0) return std::nullopt;
    total_ms += number * unit_ms;
    if (total_ms > kTotalMax) return std::nullopt;
  }
  if (total_ms <= 0) return std::nullopt;
  return total_ms;
}

std::string duration_text(Duration duration) {
  const std::int64_t ms = duration.ms;
  if (ms < 0) return "-" + duration_text({-ms});
  if (ms == 0) return "0s";
  if (ms < 1000) return std::to_string(ms) + "ms";
  const std::int64_t hours = ms / 3'600'000;
  const std::int64_t minutes = ms / 60'000 % 60;
  std::string text;
  if (hours > 0) text += std::to_string(hours) + "h";
  if (hours > 0 || minutes > 0) text += std::to_string(minutes) + "m";
  text += std::to_string(ms / 1000 % 60);
  if (const std::int64_t rest = ms % 1000; rest > 0) {
    char fraction[8];
    std::snprintf(fraction, sizeof fraction, ".%03d", static_cast<int>(rest));
    text += fraction;
    while (text.back() == '0') text.pop_back();
  }
  return text + "s";
}

}  // namespace peapod::config
