#include "firmware-agent/api/log_files.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <memory>

namespace peapod::api {

LogFiles::LogFiles(std::string directory, std::int32_t instance)
    : directory_(std::move(directory)), current_(std::to_string(instance) + ".log") {}

std::vector<std::string> LogFiles::list() const {
  std::vector<std::string> names;
  const std::unique_ptr<DIR, int (*)(DIR*)> directory(opendir(directory_.c_str()), closedir);
  if (!directory) return names;
  bool has_current = false;
  while (const dirent* entry = readdir(directory.get())) {
    const std::string_view name = entry->d_name;
    if (name == current_) has_current = true;
    if (name.size() > current_.size() + 1 && name.starts_with(current_) && name[current_.size()] == '.') {
      names.emplace_back(name);
    }
  }
  std::sort(names.begin(), names.end());  // Their stamps sort as text.
  if (has_current) names.push_back(current_);
  return names;
}

UniqueFd LogFiles::open(const std::string& name) const {
  return UniqueFd(::open((directory_ + "/" + name).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
}

std::optional<std::string> LogFiles::after(ino_t inode) const {
  const std::vector<std::string> names = list();
  for (std::size_t i = 0; i < names.size(); ++i) {
    struct stat file {};
    if (lstat((directory_ + "/" + names[i]).c_str(), &file) != 0 || file.st_ino != inode) continue;
    return i + 1 < names.size() ? std::optional(names[i + 1]) : std::nullopt;
  }
  return names.empty() ? std::nullopt : std::optional(names.front());
}

}  // namespace peapod::api
