#pragma once

// SHA-256 as OCI writes it: "sha256:" and 64 hexadecimal digits.

#include <sys/types.h>

#include <cstdint>

#include <sha2.h>

#include <span>
#include <string>
#include <string_view>

namespace peapod::platform::images {

class Sha256 {
 public:
  Sha256() { SHA256Init(&context_); }
  void update(std::span<const unsigned char> bytes) { SHA256Update(&context_, bytes.data(), bytes.size()); }
  std::string finish();  // Once.

 private:
  SHA2_CTX context_;
};

std::string sha256_digest(std::string_view text);

}  // namespace peapod::platform::images
