#include "platform/sys/inherited_fds.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <charconv>
#include <cstring>

#include "platform/sys/file.h"

#ifndef SYS_close_range
#define SYS_close_range 436
#endif

namespace peapod::platform::sys {
namespace {

constexpr int kFirst = 3;
constexpr unsigned kCloseOnExec = 4;  // CLOSE_RANGE_CLOEXEC

}  // namespace

Result<void> mark_inherited_close_on_exec() {
  if (::syscall(SYS_close_range, kFirst, ~0U, kCloseOnExec) == 0) return {};
  Result<UniqueFd> directory = open("/proc/self/fd", O_RDONLY | O_DIRECTORY);
  if (!directory) return std::move(directory.error());
  return each_entry(directory->get(), [](const char* name, unsigned char) -> Result<void> {
    int fd = -1;
    std::from_chars(name, name + std::strlen(name), fd);
    if (fd >= kFirst) ::fcntl(fd, F_SETFD, FD_CLOEXEC);
    return {};
  });
}

}  // namespace peapod::platform::sys
