#pragma once

// The manifests that words of a command line mean: files, and what directories hold.

#include <string>
#include <vector>

#include "platform/sys/result.h"

namespace peapod::cli {

inline constexpr std::size_t kManifestFilesMax = 10'000;
inline constexpr std::size_t kDirectoryDepthMax = 32;

// A directory gives its *.yaml, *.yml and *.json files and those of its directories, in the order of their names;
// hidden ones and symlinks to directories are left out. Any other word, "-" too, stands for itself.
Result<std::vector<std::string>> manifest_files(const std::vector<std::string>& words);

}  // namespace peapod::cli
