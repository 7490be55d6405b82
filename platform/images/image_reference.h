#pragma once

// Image references as people write them, taken apart and completed by the rules of distribution/reference.

#include <optional>
#include <string>
#include <string_view>

namespace peapod::platform {

// A reference taken apart and completed: "busybox" is docker.io/library/busybox:latest.
struct ImageReference {
  std::string repository;  // "docker.io/library/busybox".
  std::string tag;         // "latest" when neither tag nor digest is given.
  std::string digest;      // "sha256:..." or empty.

  std::string text() const;
  // What names one content: the digest where there is one (it wins over the tag), else the tag.
  std::string key() const;
};

// Nothing when it is not a reference (Kubernetes: InvalidImageName).
std::optional<ImageReference> parse_image_reference(std::string_view text);

// "sha256:" and 64 lower-case hexadecimal digits.
bool is_sha256_digest(std::string_view text);

}  // namespace peapod::platform
