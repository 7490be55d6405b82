#pragma once

// Paths as a manifest or an image writes them, before anything is looked up.

#include <string>
#include <string_view>
#include <vector>

namespace peapod::platform {

// The names of an absolute path: without empty ones and ".", and ".." taken back by text alone.
std::vector<std::string> path_components(std::string_view path);

// "/" and the names, joined.
std::string join_path(const std::vector<std::string>& components);

}  // namespace peapod::platform
