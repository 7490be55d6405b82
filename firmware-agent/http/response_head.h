#pragma once

// Reads the head of a response from a fixed buffer without allocating: all a probe wants to know.

#include <cstdint>
#include <string_view>

namespace peapod::http {

struct ResponseHead {
  int status = 0;
  std::string_view location;  // Into the buffer; empty when there is none.
};

enum class HeadProgress : std::uint8_t { Incomplete, Complete, Malformed };

// Parses from the start of `buffer`, so it may simply be called again when more bytes have come. `head` is
// set when Complete. Interim (1xx) answers are skipped.
HeadProgress parse_response_head(std::string_view buffer, ResponseHead& head);

}  // namespace peapod::http
