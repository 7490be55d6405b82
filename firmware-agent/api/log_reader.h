#pragma once

// Reads one container instance's log as plain text, from where the options say, through every rotation. Knows
// no loop: whoever follows calls again when there may be more.

#include <sys/types.h>

#include <string>

#include "firmware-agent/api/log_files.h"
#include "firmware-agent/api/log_options.h"
#include "platform/sys/unique_fd.h"

namespace peapod::api {

class LogReader {
 public:
  LogReader(LogFiles files, LogOptions options);

  enum class Progress : std::uint8_t { More, AtEnd, LimitReached };
  // Appends what up to 64 KiB of the file have to say. A last line without its newline waits for the rest.
  Progress read(std::string& out);

  const std::string& directory() const { return files_.directory(); }

 private:
  bool open_first();
  bool open(const std::string& name, off_t offset);
  std::size_t read_block();
  void take_line(std::string_view line, std::string& out);

  LogFiles files_;
  LogOptions options_;
  UniqueFd fd_;
  ino_t inode_ = 0;
  off_t offset_ = 0;
  std::string pending_;  // Read, and not yet a whole line.
  bool at_line_start_ = true;
  std::int64_t bytes_left_;
};

}  // namespace peapod::api
