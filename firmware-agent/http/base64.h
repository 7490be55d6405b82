#pragma once

// Base64 with padding (RFC 4648 section 4), encoding only.

#include <cstdint>
#include <span>
#include <string>

namespace peapod::http {

std::string base64_encode(std::span<const std::uint8_t> bytes);

}  // namespace peapod::http
