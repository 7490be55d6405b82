#include "platform/volumes/removal.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/mount.h>

#include <algorithm>
#include <cerrno>

#include "platform/sys/file.h"
#include "platform/sys/mount.h"

namespace peapod::platform {
namespace {

constexpr int kDepthMax = 256;

Result<void> gone_is_fine(Result<void> result) {
  if (!result && result.error().code == ENOENT) return {};
  return result;
}

// Where something is mounted at or below `path`, in the kernel's order. A bind mount has the device number of
// what it shows, so stat(2) alone would not tell.
Result<std::vector<std::string>> mounts_below(const std::string& path) {
  Result<std::string> real = sys::real_path(path);
  if (!real) return std::move(real.error());
  Result<std::vector<sys::MountPoint>> mounts = sys::read_mountinfo();
  if (!mounts) return std::move(mounts.error());
  std::vector<std::string> targets;
  for (sys::MountPoint& mount : *mounts) {
    if (sys::is_at_or_below(mount.target, *real)) targets.push_back(std::move(mount.target));
  }
  return targets;
}

Result<void> empty_directory(int parent, const std::string& name, dev_t device, int depth);

Result<void> remove_entry(int directory, const char* name, unsigned char type, dev_t device, int depth) {
  if (type == DT_UNKNOWN) {
    Result<struct stat> status = sys::status_at(directory, name, AT_SYMLINK_NOFOLLOW);
    if (!status) return gone_is_fine(std::move(status.error()));
    type = S_ISDIR(status->st_mode) ? DT_DIR : DT_REG;
  }
  if (type != DT_DIR) return gone_is_fine(sys::unlink_at(directory, name, 0));
  if (Result<void> emptied = empty_directory(directory, name, device, depth); !emptied) return emptied;
  return gone_is_fine(sys::unlink_at(directory, name, AT_REMOVEDIR));
}

Result<void> empty_directory(int parent, const std::string& name, dev_t device, int depth) {
  if (depth > kDepthMax) return Error{ELOOP, "remove '" + name + "'"};
  Result<UniqueFd> directory = sys::open_at(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  if (!directory) return gone_is_fine(std::move(directory.error()));
  Result<struct stat> status = sys::status_of(directory->get());
  if (!status) return std::move(status.error());
  if (status->st_dev != device) return Error{EXDEV, "remove '" + name + "': a mount is left there"};
  return sys::each_entry(directory->get(), [&](const char* entry, unsigned char type) {
    return remove_entry(directory->get(), entry, type, device, depth + 1);
  });
}

}  // namespace

Result<void> unmount_below(const std::string& path) {
  Result<std::vector<std::string>> mounts = mounts_below(path);
  if (!mounts) return gone_is_fine(std::move(mounts.error()));
  std::ranges::reverse(*mounts);
  for (const std::string& target : *mounts) {
    // EINVAL: it went with a lazily unmounted parent, or propagation took it.
    Result<void> unmounted = sys::unmount(target, UMOUNT_NOFOLLOW | MNT_DETACH);
    if (!unmounted && unmounted.error().code != EINVAL && unmounted.error().code != ENOENT) return unmounted;
  }
  return {};
}

Result<void> remove_tree(const std::string& path) {
  Result<struct stat> status = sys::status_at(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW);
  if (!status) return gone_is_fine(std::move(status.error()));
  if (!S_ISDIR(status->st_mode)) return gone_is_fine(sys::unlink_at(AT_FDCWD, path, 0));
  Result<std::vector<std::string>> mounts = mounts_below(path);
  if (!mounts) return gone_is_fine(std::move(mounts.error()));
  if (!mounts->empty()) return Error{EXDEV, "remove '" + path + "': '" + mounts->front() + "' is mounted"};
  return remove_entry(AT_FDCWD, path.c_str(), DT_DIR, status->st_dev, 0);
}

}  // namespace peapod::platform
