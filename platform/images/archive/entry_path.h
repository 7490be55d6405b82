#pragma once

// The paths that stand in archives, brought into one form: components joined by single slashes, relative to
// the root, without "." and without a trailing slash (openat with O_NOFOLLOW follows a link when there is
// one).

#include <string>
#include <string_view>

#include "platform/sys/result.h"

namespace peapod::platform::images {

inline constexpr std::size_t kEntryPathLengthMax = 4095;  // PATH_MAX less its NUL.
inline constexpr int kEntryDepthMax = 128;

// "" for the root itself. A leading slash is the root's. EINVAL for "..", ENAMETOOLONG beyond the limits.
Result<std::string> entry_path(std::string_view text);

// Where a link that stands in the directory of `path` leads, by its text alone: ".." above the root stays
// there.
std::string linked_path(std::string_view path, std::string_view link);

struct SplitPath {
  std::string parent;  // "" for the root.
  std::string name;
};
SplitPath split_path(const std::string& path);

}  // namespace peapod::platform::images
