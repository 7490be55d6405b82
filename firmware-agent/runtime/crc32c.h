#pragma once

#include <cstdint>
#include <string_view>

namespace peapod::runtime {

// CRC-32C (Castagnoli, RFC 3720 appendix B.4). crc32c("123456789") is 0xe3069283. `seed` is the value of what
// came before.
std::uint32_t crc32c(std::string_view data, std::uint32_t seed = 0);

}  // namespace peapod::runtime
