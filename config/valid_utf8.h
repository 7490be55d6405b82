#pragma once

#include <string>
#include <string_view>

namespace peapod::config {

// The same text with U+FFFD for each byte that begins no UTF-8 sequence (RFC 3629), as Go's encoding/json prints it.
std::string valid_utf8(std::string_view text);

}  // namespace peapod::config
