#pragma once

#include <compare>
#include <cstdint>

namespace peapod::core {

using Millis = std::int64_t;

// A moment of CLOCK_BOOTTIME in milliseconds. Never wall-clock time: steps of the clock must not reach a
// decision.
struct Time {
  Millis ms = 0;

  friend constexpr auto operator<=>(Time, Time) = default;
  friend constexpr Time operator+(Time time, Millis delta) { return {time.ms + delta}; }
  friend constexpr Time operator-(Time time, Millis delta) { return {time.ms - delta}; }
  friend constexpr Millis operator-(Time later, Time earlier) { return later.ms - earlier.ms; }
};

}  // namespace peapod::core
