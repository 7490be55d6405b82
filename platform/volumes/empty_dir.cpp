#include "platform/volumes/empty_dir.h"

#include <fcntl.h>
#include <sys/mount.h>

#include <algorithm>
#include <cerrno>

#include "platform/sys/file.h"
#include "platform/sys/mount.h"

namespace peapod::platform {
namespace {

constexpr mode_t kEmptyDirMode = 0777;
constexpr mode_t kGroupMode = S_ISGID | 0070;  // Added for fsGroup: new files get the group.
constexpr std::int64_t kSharedMemoryBytes = 64 << 20;

// False: it was there.
Result<bool> make_directory(const std::string& path) {
  Result<void> made = sys::make_directory_at(AT_FDCWD, path, kEmptyDirMode);
  if (made) return true;
  if (made.error().code == EEXIST) return false;
  return std::move(made.error());
}

Result<void> set_ownership(const std::string& path, mode_t mode, std::optional<std::uint32_t> group) {
  Result<UniqueFd> directory = sys::open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  if (!directory) return std::move(directory.error());
  if (group) {
    if (Result<void> owned = sys::change_owner(directory->get(), static_cast<uid_t>(-1), *group); !owned) return owned;
    mode |= kGroupMode;
  }
  return sys::change_mode(directory->get(), mode);
}

Result<bool> is_mounted(const std::string& path) {
  Result<struct stat> here = sys::status_at(AT_FDCWD, path, 0);
  Result<struct stat> above = sys::status_at(AT_FDCWD, path + "/..", 0);
  if (!here || !above) return std::move((here ? above : here).error());
  return here->st_dev != above->st_dev;
}

Result<void> mount_tmpfs(const std::string& path, const std::string& options) {
  constexpr unsigned long kFlags = MS_NOSUID | MS_NODEV;
  // noswap: Linux 6.4; older kernels refuse an option they do not know.
  Result<void> mounted = sys::mount("tmpfs", path, "tmpfs", kFlags, options + ",noswap");
  if (!mounted && mounted.error().code == EINVAL) return sys::mount("tmpfs", path, "tmpfs", kFlags, options);
  return mounted;
}

}  // namespace

Result<void> make_empty_dir(const std::string& path, std::optional<std::uint32_t> fs_group) {
  Result<bool> made = make_directory(path);
  if (!made) return std::move(made.error());
  if (!*made) return {};
  return set_ownership(path, kEmptyDirMode, fs_group);
}

Result<void> make_memory_dir(const std::string& path, std::optional<std::int64_t> size_bytes,
                             std::optional<std::uint32_t> fs_group) {
  if (Result<bool> made = make_directory(path); !made) return std::move(made.error());
  Result<bool> mounted = is_mounted(path);
  if (!mounted) return std::move(mounted.error());
  if (*mounted) return {};
  std::string options = "mode=0777";
  if (size_bytes) options += ",size=" + std::to_string(std::max<std::int64_t>(*size_bytes, 1));
  if (Result<void> done = mount_tmpfs(path, options); !done) return done;
  return fs_group ? set_ownership(path, kEmptyDirMode, fs_group) : Result<void>{};
}

Result<void> make_shared_memory_dir(const std::string& path) {
  if (Result<bool> made = make_directory(path); !made) return std::move(made.error());
  Result<bool> mounted = is_mounted(path);
  if (!mounted) return std::move(mounted.error());
  if (*mounted) return {};
  return sys::mount("shm", path, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC,
                    "mode=1777,size=" + std::to_string(kSharedMemoryBytes));
}

}  // namespace peapod::platform
