#include "firmware-agent/runtime/clock.h"

#include <time.h>

#include <algorithm>

#include "platform/sys/file.h"

namespace peapod::runtime {
namespace {

constexpr std::int64_t kYear0 = -62'167'219'200;        // 0000-01-01T00:00:00Z.
constexpr std::int64_t kYear9999End = 253'402'300'799;  // 9999-12-31T23:59:59Z.

// Writes `value` with leading zeros into exactly `digits` bytes.
char* put(char* out, std::int64_t value, int digits) {
  for (int i = digits - 1; i >= 0; --i) {
    out[i] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
  return out + digits;
}

// "2016-10-06T00:17:09", 19 bytes.
char* put_seconds(char* out, std::int64_t seconds) {
  const time_t time = static_cast<time_t>(std::clamp(seconds, kYear0, kYear9999End));
  tm utc{};
  gmtime_r(&time, &utc);
  out = put(out, utc.tm_year + 1900, 4);
  *out++ = '-';
  out = put(out, utc.tm_mon + 1, 2);
  *out++ = '-';
  out = put(out, utc.tm_mday, 2);
  *out++ = 'T';
  out = put(out, utc.tm_hour, 2);
  *out++ = ':';
  out = put(out, utc.tm_min, 2);
  *out++ = ':';
  return put(out, utc.tm_sec, 2);
}

timespec read_clock(clockid_t id) {
  timespec time{};
  clock_gettime(id, &time);
  return time;
}

}  // namespace

WallClock wall_clock() {
  const timespec time = read_clock(CLOCK_REALTIME);
  return {time.tv_sec, static_cast<std::int32_t>(time.tv_nsec)};
}

bool WallOffset::observe(core::Time now, WallTime wall) {
  const core::Millis offset = wall - now.ms;
  const core::Millis moved = offset - offset_ms_;
  if (known_ && moved <= kStepMs && moved >= -kStepMs) return false;
  const bool stepped = known_;
  known_ = true;
  offset_ms_ = offset;
  return stepped;
}

core::Time Clock::now() const {
  const timespec time = read_clock(CLOCK_BOOTTIME);
  return {std::int64_t{time.tv_sec} * 1000 + time.tv_nsec / 1'000'000};
}

WallTime Clock::to_wall(core::Time time) const {
  offset_.observe(now(), wall_clock().ms());
  return offset_.to_wall(time);
}

Result<std::string> boot_id() {
  Result<std::string> text = platform::sys::read_file("/proc/sys/kernel/random/boot_id", 64);
  if (!text) return std::move(text.error()).within("boot id");
  while (!text->empty() && text->back() == '\n') text->pop_back();
  return text;
}

std::string rfc3339(WallTime time) {
  char text[20];
  const std::int64_t seconds = time / 1000 - (time % 1000 < 0 ? 1 : 0);
  *put_seconds(text, seconds) = 'Z';
  return {text, sizeof text};
}

void rfc3339_nano(WallClock time, char* out) {
  out = put_seconds(out, time.seconds);
  *out++ = '.';
  out = put(out, time.nanoseconds, 9);
  *out = 'Z';
}

}  // namespace peapod::runtime
