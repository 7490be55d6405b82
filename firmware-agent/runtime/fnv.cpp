#include "firmware-agent/runtime/fnv.h"

#include <cstdio>

namespace peapod::runtime {

std::uint64_t fnv1a_64(std::string_view data) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : data) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

// The prime is 2^88 + 0x13b, so hash * prime is hash * 0x13b plus hash shifted by two words and 24 bits.
void Fnv1a128::add(std::string_view data) {
  for (const char c : data) {
    words_[0] ^= static_cast<unsigned char>(c);
    const auto [w0, w1, w2, w3] = words_;
    const std::uint64_t p0 = std::uint64_t{w0} * 0x13b;
    const std::uint64_t p1 = std::uint64_t{w1} * 0x13b + (p0 >> 32);
    const std::uint64_t p2 = std::uint64_t{w2} * 0x13b + (p1 >> 32) + (w0 << 24);
    const std::uint64_t p3 = std::uint64_t{w3} * 0x13b + (p2 >> 32) + ((w1 << 24) | (w0 >> 8));
    words_ = {static_cast<std::uint32_t>(p0), static_cast<std::uint32_t>(p1), static_cast<std::uint32_t>(p2),
              static_cast<std::uint32_t>(p3)};
  }
}

std::string Fnv1a128::hex() const {
  char text[33];
  std::snprintf(text, sizeof text, "%08x%08x%08x%08x", words_[3], words_[2], words_[1], words_[0]);
  return text;
}

}  // namespace peapod::runtime
