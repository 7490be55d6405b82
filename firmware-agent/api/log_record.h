#pragma once

// One line of a log file in the CRI format: "2016-10-06T00:17:09.669794202Z stdout F text".

#include <string_view>

namespace peapod::api {

struct LogRecord {
  std::string_view timestamp;  // Empty when the line is not in the format; then all of it is text.
  bool partial = false;        // The next record goes on with the same line.
  std::string_view text;
};

// `line` is without its newline.
LogRecord parse_log_record(std::string_view line);

}  // namespace peapod::api
