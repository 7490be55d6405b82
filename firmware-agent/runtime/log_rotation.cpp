#include "firmware-agent/runtime/log_rotation.h"

#include <fcntl.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <string>

#include "platform/sys/file.h"

namespace peapod::runtime {
namespace {

// `size` digits of `text` from `at`.
std::optional<int> digits(std::string_view text, std::size_t at, std::size_t size) {
  int value = 0;
  const char* from = text.data() + at;
  const auto [end, error] = std::from_chars(from, from + size, value);
  if (error != std::errc{} || end != from + size || *from == '-') return std::nullopt;
  return value;
}

}  // namespace

std::optional<std::int64_t> rotated_stamp(std::string_view name, std::int32_t restart_count) {
  constexpr std::string_view kForm = "YYYYMMDD-HHMMSS";
  const std::string prefix = std::to_string(restart_count) + ".log.";
  if (name.size() != prefix.size() + kForm.size() || !name.starts_with(prefix)) return std::nullopt;
  const std::string_view stamp = name.substr(prefix.size());
  const auto year = digits(stamp, 0, 4), month = digits(stamp, 4, 2), day = digits(stamp, 6, 2);
  const auto hour = digits(stamp, 9, 2), minute = digits(stamp, 11, 2), second = digits(stamp, 13, 2);
  if (!year || !month || !day || stamp[8] != '-' || !hour || !minute || !second) return std::nullopt;
  tm utc{};
  utc.tm_year = *year - 1900;
  utc.tm_mon = *month - 1;
  utc.tm_mday = *day;
  utc.tm_hour = *hour;
  utc.tm_min = *minute;
  utc.tm_sec = *second;
  return timegm(&utc);
}

void RotatedLogs::write_name(std::int64_t stamp, std::array<char, 48>& out) const {
  const time_t time = static_cast<time_t>(stamp);
  tm utc{};
  gmtime_r(&time, &utc);
  snprintf(out.data(), out.size(), "%d.log.%04d%02d%02d-%02d%02d%02d", static_cast<int>(restart_count_),
           utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec);
}

void RotatedLogs::find(int directory) {
  count_ = 0;
  // Names that cannot be listed are not counted; rotation goes on.
  [[maybe_unused]] const Result<void> read =
      platform::sys::each_entry(directory, [&](const char* name, unsigned char) -> Result<void> {
        if (const auto stamp = rotated_stamp(name, restart_count_)) add(directory, *stamp);
        return {};
      });
}

void RotatedLogs::add(int directory, std::int64_t stamp) {
  auto* end = stamps_.begin() + count_;
  auto* place = std::upper_bound(stamps_.begin(), end, stamp);
  std::copy_backward(place, end, end + 1);
  *place = stamp;
  count_ += 1;
  while (count_ > files_max_) {
    std::array<char, 48> oldest;
    write_name(stamps_[0], oldest);
    ::unlinkat(directory, oldest.data(), 0);
    std::copy(stamps_.begin() + 1, stamps_.begin() + count_, stamps_.begin());
    count_ -= 1;
  }
}

int RotatedLogs::take(int directory, const char* name, std::int64_t now_seconds) {
  // Names tell the order, also when the clock was set back.
  const std::int64_t stamp = count_ == 0 ? now_seconds : std::max(now_seconds, stamps_[count_ - 1] + 1);
  std::array<char, 48> full;
  write_name(stamp, full);
  if (::renameat(directory, name, directory, full.data()) != 0) return errno;
  add(directory, stamp);
  return 0;
}

}  // namespace peapod::runtime
