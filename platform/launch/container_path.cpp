#include "platform/launch/container_path.h"

#include <algorithm>

namespace peapod::platform {

std::vector<std::string> path_components(std::string_view path) {
  std::vector<std::string> components;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/'), path.size());
    const std::string_view name = path.substr(0, end);
    if (name == "..") {
      if (!components.empty()) components.pop_back();
    } else if (!name.empty() && name != ".") {
      components.emplace_back(name);
    }
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return components;
}

std::string join_path(const std::vector<std::string>& components) {
  if (components.empty()) return "/";
  std::string path;
  for (const std::string& name : components) path.append("/").append(name);
  return path;
}

}  // namespace peapod::platform
