#pragma once

// FNV-1a hashes (http://www.isthe.com/chongo/tech/comp/fnv/), for identity of content, not for security.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace peapod::runtime {

std::uint64_t fnv1a_64(std::string_view data);

class Fnv1a128 {
 public:
  void add(std::string_view data);
  std::string hex() const;  // 32 digits.

 private:
  // The offset basis, least significant first: arm has no 128-bit integer.
  std::array<std::uint32_t, 4> words_ = {0x6295c58d, 0x62b82175, 0x07bb0142, 0x6c62272e};
};

}  // namespace peapod::runtime
