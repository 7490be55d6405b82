#pragma once

// SHA-1 (FIPS 180-4), only because the WebSocket handshake is defined by it. Not for security.

#include <array>
#include <cstdint>
#include <string_view>

namespace peapod::http {

std::array<std::uint8_t, 20> sha1(std::string_view data);

}  // namespace peapod::http
