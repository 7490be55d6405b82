#include "platform/images/archive/sha256.h"

namespace peapod::platform::images {

std::string Sha256::finish() {
  constexpr char kHex[] = "0123456789abcdef";
  std::uint8_t bytes[SHA256_DIGEST_LENGTH];
  SHA256Final(bytes, &context_);
  std::string text = "sha256:";
  for (std::uint8_t byte : bytes) {
    text += kHex[byte >> 4];
    text += kHex[byte & 15];
  }
  return text;
}

std::string sha256_digest(std::string_view text) {
  Sha256 digest;
  digest.update({reinterpret_cast<const unsigned char*>(text.data()), text.size()});
  return digest.finish();
}

}  // namespace peapod::platform::images
