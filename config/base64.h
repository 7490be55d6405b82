#pragma once

// Base64 with padding (RFC 4648 section 4), decoding only; line ends are skipped, as Go does.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace peapod::config {

struct Base64Decoded {
  std::string bytes;                    // Up to the mistake when there is one.
  std::optional<std::size_t> wrong_at;  // Offset of the first byte that is none of base64, or of the end of the text.
};

Base64Decoded decode_base64(std::string_view text);

}  // namespace peapod::config
