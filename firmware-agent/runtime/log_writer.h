#pragma once

// One container's log file in the CRI format: raw bytes of its two streams in, lines
//   2016-10-06T00:17:09.669794202Z stdout F text
// out, to <directory>/<restart count>.log, with P instead of F for pieces of a line longer than 16 KiB
// (containerd) and for a last line without a newline. The size limit holds at every write: a line that would
// pass it starts a new file, the full one becomes <N>.log.<YYYYMMDD-HHMMSS> (UTC, at least a second apart)
// and the oldest go.
//
// Nothing is allocated after open(). A write that fails (ENOSPC) loses its lines, never leaves half a line,
// and the first line that succeeds again says how many were lost.

#include <sys/uio.h>

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "firmware-agent/runtime/clock.h"
#include "firmware-agent/runtime/log_rotation.h"
#include "platform/sys/result.h"
#include "platform/sys/unique_fd.h"

namespace peapod::runtime {

enum class Stream : std::uint8_t { Stdout, Stderr };

struct LogLimits {
  std::int64_t size_max = 10 << 20;  // Bytes of one file; kubelet's containerLogMaxSize. At least kLogSizeMin.
  int files_max = 5;                 // With the current one; kubelet's containerLogMaxFiles. 2..kLogFilesMax.
};
inline constexpr std::int64_t kLogSizeMin = 32 << 10;
inline constexpr std::size_t kLogLineMax = 16 << 10;  // Bytes of text in one line.

class LogWriter {
 public:
  // The directory exists. An existing file is continued; half a line at its end (a power cut) is cut off.
  // Limits out of range are brought into it.
  static Result<std::unique_ptr<LogWriter>> open(const std::string& directory, std::int32_t restart_count,
                                                 LogLimits limits);

  // Any bytes, as read from the pipe. Whole lines are in the file when it returns; the rest waits for its
  // newline.
  void write(Stream stream, std::span<const char> data, WallClock now);
  // The end of a stream: writes what waits as a partial line.
  void flush_partial(WallClock now);

  std::uint64_t lines_lost() const { return lost_total_; }  // Since open().

 private:
  struct Pending {
    std::array<char, kLogLineMax> text;
    std::size_t size = 0;
  };

  static constexpr std::size_t kVectors = 64;
  static constexpr std::size_t kPrefix = kRfc3339NanoLength + 10;  // " stdout F "

  LogWriter(UniqueFd directory, std::int32_t restart_count, LogLimits limits);

  // These return 0 or an errno: they run where nothing may be allocated.
  int open_file();
  int make_room(std::int64_t bytes);
  int append(std::int64_t bytes);

  void drop_torn_line();
  void begin(Stream stream, WallClock now);
  void add_line(std::string_view first, std::string_view second, bool partial);
  void write_batch();
  std::size_t lost_notice(std::span<char> out) const;

  UniqueFd directory_;
  UniqueFd file_;
  std::array<char, 24> name_{};  // "<N>.log"
  RotatedLogs rotated_;
  std::int64_t size_max_;
  std::int64_t size_ = 0;  // Of the current file.

  std::array<Pending, 2> pending_;

  // Lines that will be written by one writev(): all of one stream and one moment, so two prefixes serve them
  // all. The first vector is kept for the notice about lost lines.
  WallClock now_;
  std::array<char, kPrefix> full_prefix_{};
  std::array<char, kPrefix> partial_prefix_{};
  std::array<iovec, kVectors> batch_{};
  std::size_t batch_vectors_ = 1;
  std::int64_t batch_bytes_ = 0;
  std::uint32_t batch_lines_ = 0;

  std::uint64_t lost_ = 0;  // Not announced yet.
  std::uint64_t lost_total_ = 0;
  int lost_error_ = 0;
};

}  // namespace peapod::runtime
