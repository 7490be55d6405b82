#pragma once

// mount(2), umount2(2), and what is mounted: the lines of /proc/self/mountinfo (proc(5)) as data.

#include <string>
#include <string_view>
#include <vector>

#include "platform/sys/result.h"

namespace peapod::platform::sys {

// `type` and `data` may be empty.
Result<void> mount(const std::string& source, const std::string& target, const std::string& type, unsigned long flags,
                   const std::string& data);
Result<void> unmount(const std::string& target, int flags);

struct MountPoint {
  int id = 0;
  int parent = 0;
  std::string root;     // What of the filesystem is shown.
  std::string target;   // Where, as this process's root sees it.
  std::string options;  // Of the mount: "rw,nosuid,relatime".
  std::string type;     // "ext4".
  std::string source;   // "/dev/mmcblk0p2".
  std::string super_options;
};

// In the kernel's order: a later one with the same target covers an earlier one. Lines that do not parse are
// left out.
std::vector<MountPoint> parse_mountinfo(std::string_view text);
Result<std::vector<MountPoint>> read_mountinfo();

// A sentence with its remedy when the root directory is no mount point, as in a chroot of a plain directory: there
// mounts cannot be made private (mount(2): EINVAL), and no pod can have its own. Empty when it is one.
std::string missing_root_mount(const std::vector<MountPoint>& mounts);

// True for `path` itself and what lies below it; both absolute, without a trailing slash.
bool is_at_or_below(std::string_view path, std::string_view directory);

}  // namespace peapod::platform::sys
