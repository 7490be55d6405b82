#pragma once

// Where the last lines of a log begin, found from its end: a large log costs no more than what is shown of
// it.

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "firmware-agent/api/log_files.h"

namespace peapod::api {

struct LogPosition {
  std::string file;  // Empty: the log has no file.
  off_t offset = 0;
};

// Of the last `lines` lines over all files; records that continue a line do not count as lines.
LogPosition tail_position(const LogFiles& files, std::int64_t lines);

}  // namespace peapod::api
