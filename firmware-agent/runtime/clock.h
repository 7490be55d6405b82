#pragma once

// Where time comes from. Decisions use now() (CLOCK_BOOTTIME: counts suspend, never steps); wall-clock time
// is for display, logs and API objects only.

#include <cstdint>
#include <string>

#include "firmware-agent/core/time.h"
#include "firmware-agent/runtime/pod_control.h"
#include "platform/sys/result.h"

namespace peapod::runtime {

// CLOCK_REALTIME as log lines print it.
struct WallClock {
  std::int64_t seconds = 0;  // Since 1970.
  std::int32_t nanoseconds = 0;

  WallTime ms() const { return seconds * 1000 + nanoseconds / 1'000'000; }
};

WallClock wall_clock();

// Turns moments of now() into wall-clock time, always the same moment into the same time while nobody sets
// the clock: small corrections (up to kStepMs, what NTP slews) are not followed, steps are.
class WallOffset {
 public:
  static constexpr core::Millis kStepMs = 500;

  // What the two clocks show together. Returns true when the wall clock has been set: times shown before
  // differ.
  bool observe(core::Time now, WallTime wall);
  WallTime to_wall(core::Time time) const { return time.ms + offset_ms_; }

 private:
  bool known_ = false;
  core::Millis offset_ms_ = 0;
};

class Clock {
 public:
  core::Time now() const;
  WallTime wall_now() const { return to_wall(now()); }
  WallTime to_wall(core::Time time) const;

 private:
  mutable WallOffset offset_;
};

// The kernel's random id of this boot: states of an earlier boot have no processes. 36 characters.
Result<std::string> boot_id();

// "2016-10-06T00:17:09Z" and "2016-10-06T00:17:09.669794202Z". Years 0..9999; outside them the nearest of
// these.
inline constexpr std::size_t kRfc3339NanoLength = 30;
std::string rfc3339(WallTime time);
// Writes exactly kRfc3339NanoLength bytes, no terminator. Allocates nothing.
void rfc3339_nano(WallClock time, char* out);

}  // namespace peapod::runtime
