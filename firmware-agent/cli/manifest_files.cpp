#include "firmware-agent/cli/manifest_files.h"

#include <dirent.h>

#include <algorithm>
#include <cerrno>

#include "platform/sys/file.h"

namespace peapod::cli {
namespace {

namespace sys = platform::sys;

bool is_manifest(std::string_view name) {
  return name.ends_with(".yaml") || name.ends_with(".yml") || name.ends_with(".json");
}

bool is_directory(const std::string& path, int flags) {
  const Result<struct stat> status = sys::status_at(AT_FDCWD, path, flags);
  return status && S_ISDIR(status->st_mode);
}

Result<void> add_directory(const std::string& path, std::size_t depth, std::vector<std::string>& files) {
  if (depth > kDirectoryDepthMax) return Error{ELOOP, "directories in '" + path + "'"};
  Result<UniqueFd> directory = sys::open(path, O_RDONLY | O_DIRECTORY);
  if (!directory) return std::move(directory.error());
  std::vector<std::string> names;
  const Result<void> listed = sys::each_entry(directory->get(), [&](const char* name, unsigned char) -> Result<void> {
    if (names.size() == kManifestFilesMax) return Error{E2BIG, "files in '" + path + "'"};
    if (name[0] != '.') names.emplace_back(name);
    return {};
  });
  if (!listed) return listed;
  std::sort(names.begin(), names.end());
  for (const std::string& name : names) {
    std::string inner = path + (path.ends_with('/') ? "" : "/") + name;
    if (is_directory(inner, AT_SYMLINK_NOFOLLOW)) {
      if (Result<void> added = add_directory(inner, depth + 1, files); !added) return added;
    } else if (is_manifest(name) && !is_directory(inner, 0)) {
      if (files.size() == kManifestFilesMax) return Error{E2BIG, "manifests in '" + path + "'"};
      files.push_back(std::move(inner));
    }
  }
  return {};
}

}  // namespace

Result<std::vector<std::string>> manifest_files(const std::vector<std::string>& words) {
  std::vector<std::string> files;
  for (const std::string& word : words) {
    if (word == "-" || !is_directory(word, 0)) {
      files.push_back(word);
    } else if (Result<void> added = add_directory(word, 1, files); !added) {
      return std::move(added.error());
    }
  }
  return files;
}

}  // namespace peapod::cli
