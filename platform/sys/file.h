#pragma once

// System calls on files and directories, each wrapped once: O_CLOEXEC always, EINTR repeated, errors as
// Result with the operation and the path. Everything goes through libc's functions, so a test can replace
// them by the linker.

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/types.h>

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "platform/sys/result.h"
#include "platform/sys/unique_fd.h"

namespace peapod::platform::sys {

// `directory` is a descriptor or AT_FDCWD. A trailing slash of `path` would make O_NOFOLLOW follow: pass
// none.
Result<UniqueFd> open_at(int directory, const std::string& path, int flags, mode_t mode = 0);
inline Result<UniqueFd> open(const std::string& path, int flags, mode_t mode = 0) {
  return open_at(AT_FDCWD, path, flags, mode);
}

// The whole file; EFBIG when it has more than `max` bytes.
Result<std::string> read_file_at(int directory, const std::string& path, std::size_t max);
inline Result<std::string> read_file(const std::string& path, std::size_t max) {
  return read_file_at(AT_FDCWD, path, max);
}

// One write() to a file that exists, as files of the kernel's want it.
Result<void> write_file_at(int directory, const std::string& path, std::string_view text);
inline Result<void> write_file(const std::string& path, std::string_view text) {
  return write_file_at(AT_FDCWD, path, text);
}

Result<void> make_directory_at(int directory, const std::string& path, mode_t mode);
Result<void> unlink_at(int directory, const std::string& path, int flags);
Result<struct stat> status_at(int directory, const std::string& path, int flags);
Result<struct stat> status_of(int fd);
Result<void> change_mode(int fd, mode_t mode);
Result<void> change_owner(int fd, uid_t uid, gid_t gid);
Result<std::string> read_link_at(int directory, const std::string& path);  // At most PATH_MAX bytes.
Result<std::string> real_path(const std::string& path);                    // Absolute, without symlinks.

// Calls `take` with each name but "." and ".." and its d_type (DT_UNKNOWN where the filesystem does not say),
// from the start of the directory each time. Stops at the first error that `take` returns.
Result<void> each_entry(int directory, const std::function<Result<void>(const char* name, unsigned char type)>& take);

}  // namespace peapod::platform::sys
