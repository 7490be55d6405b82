#pragma once

// What a request for a container's log asks for: PodLogOptions.

#include <cstdint>
#include <optional>
#include <string>

#include "firmware-agent/api/status_error.h"
#include "firmware-agent/http/url.h"
#include "firmware-agent/runtime/clock.h"

namespace peapod::api {

struct LogOptions {
  std::string container;  // Empty: the only one.
  bool follow = false;
  bool previous = false;
  bool timestamps = false;
  std::optional<std::int64_t> tail_lines;   // At least 0.
  std::optional<std::int64_t> limit_bytes;  // At least 1.
  std::string since;                        // Timestamps as in the file, before which lines are left out; or empty.
};

// Says what is wrong with the options, or fills them in.
std::optional<StatusError> read_log_options(const http::Query& query, std::string_view pod, runtime::WallTime now,
                                            LogOptions& options);

}  // namespace peapod::api
