#pragma once

// Which cgroup hierarchies this box has, and what to say where a controller is missing. Pure: from the texts
// of /proc/self/mountinfo and /proc/cgroups to data.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/sys/mount.h"

namespace peapod::platform {

struct CgroupLayout {
  struct Hierarchy {
    std::string path;         // Where it is mounted.
    std::string controllers;  // As its mount option says: "cpu,cpuacct".
  };
  std::vector<Hierarchy> v1;  // Those with a controller that we use.
  bool v2_at_root = false;    // The unified hierarchy is mounted at the root itself: everything is in it.
  bool v2_below_root = false;

  bool has_v1(std::string_view controller) const;
};

CgroupLayout find_layout(std::span<const sys::MountPoint> mounts, std::string_view root);

// True when `list`, separated by commas or blanks, has `word`.
bool has_word(std::string_view list, std::string_view word);

// The condition for a controller ("cpu", "memory", "pids") that cannot be used: what it means, and the
// remedy.
std::string missing_controller(std::string_view controller, std::string_view proc_cgroups, bool v2,
                               std::string_view root);

constexpr std::string_view kNoQuotaCondition =
    "CPU limits are not enforced (requests are): build the kernel with CONFIG_CFS_BANDWIDTH";

}  // namespace peapod::platform
