#pragma once

// Objects beside pods, as plain structs (core/v1 ConfigMap, Secret). Their bytes are as a file of a volume would have
// them.

#include <cstddef>
#include <map>
#include <string>

#include "config/object_meta.h"

namespace peapod::config {

inline constexpr std::size_t kObjectBytesMax = std::size_t{1} << 20;  // Of all values together: MaxSecretSize.

using Values = std::map<std::string, std::string>;

struct ConfigMap {
  ObjectMeta metadata;
  Values data;         // UTF-8.
  Values binary_data;  // Decoded. No key is in both.
  bool immutable = false;
};

struct Secret {
  ObjectMeta metadata;
  std::string type = "Opaque";
  Values data;         // Decoded, with those of stringData.
  Values string_data;  // Empty once read: it has become part of `data`.
  bool immutable = false;
};

}  // namespace peapod::config
