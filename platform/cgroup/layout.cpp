#include "platform/cgroup/layout.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace peapod::platform {
namespace {

constexpr std::array<std::string_view, 4> kUsed = {"cpu", "cpuacct", "memory", "pids"};
constexpr std::string_view kSeparators = ", \t\n";

template <class Take>
void each_word(std::string_view list, Take take) {
  while (!list.empty()) {
    const std::size_t start = list.find_first_not_of(kSeparators);
    if (start == std::string_view::npos) return;
    const std::size_t end = std::min(list.find_first_of(kSeparators, start), list.size());
    take(list.substr(start, end - start));
    list.remove_prefix(end);
  }
}

// The options of a v1 mount are "rw", the controllers, and things like "name=systemd" or "xattr".
std::string controllers_of(std::string_view super_options) {
  std::string controllers;
  bool used = false;
  each_word(super_options, [&](std::string_view word) {
    if (word == "rw" || word == "ro" || word == "xattr" || word == "clone_children" || word == "noprefix" ||
        word.find('=') != std::string_view::npos) {
      return;
    }
    used = used || std::ranges::find(kUsed, word) != kUsed.end();
    controllers.append(controllers.empty() ? "" : ",").append(word);
  });
  return used ? controllers : std::string();
}

struct KernelController {
  bool enabled = false;
  bool in_v1 = false;
};

// A line of /proc/cgroups: name, hierarchy (0: unified or none), number of cgroups, enabled.
std::optional<KernelController> kernel_controller(std::string_view proc_cgroups, std::string_view controller) {
  while (!proc_cgroups.empty()) {
    const std::size_t end = std::min(proc_cgroups.find('\n'), proc_cgroups.size());
    std::array<std::string_view, 4> words;
    std::size_t count = 0;
    each_word(proc_cgroups.substr(0, end), [&](std::string_view word) {
      if (count < words.size()) words[count++] = word;
    });
    if (count == words.size() && words[0] == controller) return KernelController{words[3] == "1", words[1] != "0"};
    proc_cgroups.remove_prefix(std::min(end + 1, proc_cgroups.size()));
  }
  return std::nullopt;
}

struct Meaning {
  std::string_view controller, effect, kernel_option;
};

constexpr std::array<Meaning, 3> kMeanings = {{
    {"cpu", "CPU requests and limits are not enforced", "CONFIG_CGROUP_SCHED"},
    {"memory", "memory limits are not enforced", "CONFIG_MEMCG"},
    {"pids", "the number of processes of a pod is not limited", "CONFIG_CGROUP_PIDS"},
}};

}  // namespace

bool has_word(std::string_view list, std::string_view word) {
  bool found = false;
  each_word(list, [&](std::string_view each) { found = found || each == word; });
  return found;
}

bool CgroupLayout::has_v1(std::string_view controller) const {
  return std::ranges::any_of(v1, [&](const Hierarchy& each) { return has_word(each.controllers, controller); });
}

CgroupLayout find_layout(std::span<const sys::MountPoint> mounts, std::string_view root) {
  CgroupLayout layout;
  for (const sys::MountPoint& mount : mounts) {
    if (!sys::is_at_or_below(mount.target, root)) continue;
    if (mount.type == "cgroup2") (mount.target == root ? layout.v2_at_root : layout.v2_below_root) = true;
    if (mount.type != "cgroup") continue;
    std::string controllers = controllers_of(mount.super_options);
    const bool known = std::ranges::any_of(
        layout.v1, [&](const CgroupLayout::Hierarchy& each) { return each.controllers == controllers; });
    if (!controllers.empty() && !known) layout.v1.push_back({mount.target, std::move(controllers)});
  }
  return layout;
}

std::string missing_controller(std::string_view controller, std::string_view proc_cgroups, bool v2,
                               std::string_view root) {
  const auto* meaning = std::ranges::find(kMeanings, controller, &Meaning::controller);
  const std::string name(controller);
  std::string text = "the " + name + " controller is off";
  if (meaning != kMeanings.end()) text.append(", ").append(meaning->effect);
  const std::optional<KernelController> kernel = kernel_controller(proc_cgroups, controller);
  if (kernel && !kernel->enabled) {
    text += ": add 'cgroup_enable=" + name;
    if (controller == "memory") text += " cgroup_memory=1";
    return text +
           "' to the kernel command line (on a Raspberry Pi the one line of /boot/firmware/cmdline.txt or "
           "/boot/cmdline.txt) and reboot";
  }
  if (kernel && v2 && kernel->in_v1) {
    return text + ": a cgroup v1 hierarchy has it; unmount that one or add 'cgroup_no_v1=" + name +
           "' to the kernel command line";
  }
  if (kernel && !v2) {
    const std::string where = std::string(root) + "/" + name;
    return text + ": mkdir -p " + where + " && mount -t cgroup -o " + name + " cgroup " + where;
  }
  if (kernel) return text + ": write +" + name + " to cgroup.subtree_control of the groups above ours";
  text += ": build the kernel with ";
  return text.append(meaning != kMeanings.end() ? meaning->kernel_option : "CONFIG_CGROUPS");
}

}  // namespace peapod::platform
