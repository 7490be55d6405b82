#include "platform/images/archive/entry_path.h"

#include <cerrno>

namespace peapod::platform::images {
namespace {

// Takes the next component off `rest`; empty at the end.
std::string_view next_component(std::string_view& rest) {
  rest.remove_prefix(std::min(rest.find_first_not_of('/'), rest.size()));
  std::string_view component = rest.substr(0, rest.find('/'));
  rest.remove_prefix(component.size());
  return component;
}

void append(std::string& path, std::string_view component) {
  if (!path.empty()) path += '/';
  path += component;
}

}  // namespace

Result<std::string> entry_path(std::string_view text) {
  std::string path;
  int depth = 0;
  if (text.empty()) return Error{EINVAL, "a file without a name"};
  for (std::string_view rest = text, component; !(component = next_component(rest)).empty();) {
    if (component == ".") continue;
    if (component == "..") return Error{EINVAL, "path '" + std::string(text.substr(0, 256)) + "' contains '..'"};
    if (++depth > kEntryDepthMax) return Error{ENAMETOOLONG, "a path with too many directories"};
    append(path, component);
    if (path.size() > kEntryPathLengthMax) return Error{ENAMETOOLONG, "a path"};
  }
  return path;
}

std::string linked_path(std::string_view path, std::string_view link) {
  std::string result;
  if (!link.starts_with('/')) result = split_path(std::string(path)).parent;
  for (std::string_view rest = link, component; !(component = next_component(rest)).empty();) {
    if (component == ".") continue;
    if (component == "..") {
      result = split_path(result).parent;
    } else {
      append(result, component);
    }
  }
  return result;
}

SplitPath split_path(const std::string& path) {
  std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return {"", path};
  return {path.substr(0, slash), path.substr(slash + 1)};
}

}  // namespace peapod::platform::images
