#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "firmware-agent/cli/options.h"

namespace peapod::cli {

struct Kind {
  std::string_view resource;  // "pods".
  std::string_view singular;  // "pod".
  bool namespaced = true;
};

// By any of its names ("pods", "pod", "po"); null when there is no such kind.
const Kind* find_kind(std::string_view word);

struct ObjectNames {
  const Kind* kind = nullptr;
  std::vector<std::string> names;
};

// From "pod a b", "pod/a" or, with `default_kind`, "a". On a mistake prints it and leaves `kind` null.
ObjectNames read_object_names(const std::vector<std::string>& words, const Kind* default_kind);

// The namespace a command means: empty for all of them and for kinds without one.
std::string namespace_for(const Options& options, const Kind& kind);

}  // namespace peapod::cli
