#pragma once

// Opening a path of an untrusted tree (an image, a volume) so that it cannot lead out: ".." stops at the
// root, absolute symlinks start there, and the kernel's magic links (/proc/self/fd/N) are not followed.

#include <sys/types.h>

#include <string_view>

#include "platform/sys/result.h"
#include "platform/sys/unique_fd.h"

namespace peapod::platform::sys {

// As openat(2) with O_CLOEXEC, but rooted at `root`. By openat2(2), Linux 5.6; before that component by
// component.
Result<UniqueFd> open_beneath(int root, std::string_view path, int flags, mode_t mode = 0);

// The way for older kernels: every component is opened O_PATH|O_NOFOLLOW and symlinks are read, at most 40 of
// them as in the kernel, and at most 128 directories deep. What is renamed meanwhile may be missed; it never
// leads out.
Result<UniqueFd> open_beneath_by_component(int root, std::string_view path, int flags, mode_t mode = 0);

}  // namespace peapod::platform::sys
