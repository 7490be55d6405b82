#include "firmware-agent/api/age.h"

namespace peapod::api {
namespace {

// "5m30s", or "5m" when the small part is zero.
std::string two_units(std::int64_t large, char large_unit, std::int64_t small, char small_unit) {
  std::string text = std::to_string(large) + large_unit;
  if (small != 0) text += std::to_string(small) + small_unit;
  return text;
}

std::string one_unit(std::int64_t value, char unit) { return std::to_string(value) + unit; }

}  // namespace

std::string human_duration(std::int64_t milliseconds) {
  const std::int64_t seconds = milliseconds / 1000;
  if (seconds < -1) return "<invalid>";
  if (seconds < 0) return "0s";
  if (seconds < 120) return one_unit(seconds, 's');
  const std::int64_t minutes = seconds / 60;
  if (minutes < 10) return two_units(minutes, 'm', seconds % 60, 's');
  if (minutes < 180) return one_unit(minutes, 'm');
  const std::int64_t hours = minutes / 60;
  if (hours < 8) return two_units(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return one_unit(hours, 'h');
  const std::int64_t days = hours / 24;
  if (days < 8) return two_units(days, 'd', hours % 24, 'h');
  if (days < 2 * 365) return one_unit(days, 'd');
  if (days < 8 * 365) return two_units(days / 365, 'y', days % 365, 'd');
  return one_unit(days / 365, 'y');
}

}  // namespace peapod::api
