#include "platform/volumes/host_path.h"

#include <fcntl.h>

#include <cerrno>

#include "platform/sys/file.h"

namespace peapod::platform {
namespace {

constexpr mode_t kDirectoryMode = 0755;  // Exactly: the umask of the agent does not count.
constexpr mode_t kFileMode = 0644;

struct Rule {
  mode_t format;  // Of stat(2); 0: any.
  const char* noun;
};

Rule rule_of(HostPathType type) {
  switch (type) {
    case HostPathType::Unset:
      return {0, ""};
    case HostPathType::DirectoryOrCreate:
    case HostPathType::Directory:
      return {S_IFDIR, "directory"};
    case HostPathType::FileOrCreate:
    case HostPathType::File:
      return {S_IFREG, "file"};
    case HostPathType::Socket:
      return {S_IFSOCK, "socket"};
    case HostPathType::CharDevice:
      return {S_IFCHR, "character device"};
    case HostPathType::BlockDevice:
      return {S_IFBLK, "block device"};
  }
  return {0, ""};
}

Result<void> make_directories(const std::string& path) {
  for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
    const std::string directory = path.substr(0, end);
    Result<void> made = sys::make_directory_at(AT_FDCWD, directory, kDirectoryMode);
    if (!made && made.error().code != EEXIST) return made;
    if (made) {
      Result<UniqueFd> fd = sys::open(directory, O_RDONLY | O_DIRECTORY);
      if (!fd) return std::move(fd.error());
      if (Result<void> changed = sys::change_mode(fd->get(), kDirectoryMode); !changed) return changed;
    }
    if (end == std::string::npos) return {};
  }
}

Result<void> make_file(const std::string& path) {
  Result<UniqueFd> fd = sys::open(path, O_WRONLY | O_CREAT | O_EXCL, kFileMode);
  if (!fd) return std::move(fd.error());
  return sys::change_mode(fd->get(), kFileMode);
}

}  // namespace

Result<bool> check_host_path(const std::string& path, HostPathType type) {
  Result<struct stat> status = sys::status_at(AT_FDCWD, path, 0);
  if (!status && status.error().code == ENOENT) {
    Result<void> made;
    if (type == HostPathType::Unset || type == HostPathType::DirectoryOrCreate) made = make_directories(path);
    if (type == HostPathType::FileOrCreate) made = make_file(path);
    if (!made) return std::move(made.error()).within("hostPath");
    status = sys::status_at(AT_FDCWD, path, 0);
  }
  const Rule rule = rule_of(type);
  if (!status && status.error().code != ENOENT) return std::move(status.error()).within("hostPath");
  if (!status || (rule.format != 0 && (status->st_mode & S_IFMT) != rule.format)) {
    return Error{0, "hostPath type check failed: " + path + " is not a " + rule.noun};
  }
  return S_ISDIR(status->st_mode);
}

}  // namespace peapod::platform
