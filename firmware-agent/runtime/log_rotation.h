#pragma once

// The full log files of one container launch: <N>.log.<YYYYMMDD-HHMMSS>, UTC, every name of a second of its
// own, and at most so many of them. Allocates nothing after find().

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace peapod::runtime {

inline constexpr int kLogFilesMax = 64;

class RotatedLogs {
 public:
  RotatedLogs(std::int32_t restart_count, int files_max) : restart_count_(restart_count), files_max_(files_max) {}

  // What lies in the directory already; more than the limit is removed.
  void find(int directory);
  // Gives the file `name` its rotated name and removes what is then too much. Returns 0 or an errno.
  int take(int directory, const char* name, std::int64_t now_seconds);

 private:
  void add(int directory, std::int64_t stamp);
  void write_name(std::int64_t stamp, std::array<char, 48>& out) const;

  std::int32_t restart_count_;
  int files_max_;                                    // 1..kLogFilesMax - 1.
  std::array<std::int64_t, kLogFilesMax> stamps_{};  // Seconds since 1970, oldest first.
  int count_ = 0;
};

// "7.log.20161006-001709" of restart 7 is the second 1475713029. Nothing: not such a name, or of another
// restart.
std::optional<std::int64_t> rotated_stamp(std::string_view name, std::int32_t restart_count);

}  // namespace peapod::runtime
