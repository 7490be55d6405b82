#include "firmware-agent/cli/kernel_facts.h"

#include <sys/utsname.h>
#include <unistd.h>

#include "platform/cgroup/layout.h"
#include "platform/sys/file.h"
#include "platform/sys/mount.h"

namespace peapod::cli {
namespace {

namespace sys = platform::sys;

constexpr std::size_t kProcFileMax = std::size_t{64} << 10;
constexpr std::size_t kModulesMax = std::size_t{16} << 20;  // modules.dep: 0.8 MB on a PC with all modules of Debian.
constexpr const char* kCgroupRoot = "/sys/fs/cgroup";

std::string text_of_file(const std::string& path) {
  Result<std::string> text = sys::read_file(path, kProcFileMax);
  return text ? std::move(*text) : std::string();
}

void add_namespaces(runtime::BoxFacts& box) {
  struct Kind {
    const char* file;
    const char* option;
  };
  static constexpr Kind kKinds[] = {{"mnt", "CONFIG_NAMESPACES"},
                                    {"pid", "CONFIG_PID_NS"},
                                    {"net", "CONFIG_NET_NS"},
                                    {"ipc", "CONFIG_IPC_NS"},
                                    {"uts", "CONFIG_UTS_NS"}};
  for (const Kind& kind : kKinds) {
    if (::access((std::string("/proc/self/ns/") + kind.file).c_str(), F_OK) == 0) continue;
    box.kernel.push_back(std::string("the kernel has no ") + kind.file + " namespaces: build it with " + kind.option);
  }
}

// A module that the kernel loads by itself when it is wanted.
bool is_loaded_on_demand(std::string_view module) {
  utsname kernel{};
  if (::uname(&kernel) != 0 || ::access("/proc/sys/kernel/modprobe", F_OK) != 0) return false;
  std::string loader = text_of_file("/proc/sys/kernel/modprobe");
  if (loader.ends_with('\n')) loader.pop_back();
  if (loader.empty() || ::access(loader.c_str(), X_OK) != 0) return false;
  const Result<std::string> modules =
      sys::read_file(std::string("/lib/modules/") + kernel.release + "/modules.dep", kModulesMax);
  return modules && modules->find("/" + std::string(module) + ".ko") != std::string::npos;
}

void add_overlay(runtime::BoxFacts& box) {
  if (text_of_file("/proc/filesystems").find("\toverlay\n") != std::string::npos) return;
  if (is_loaded_on_demand("overlay")) return;
  box.kernel.emplace_back(
      "the kernel has no overlayfs: build it with CONFIG_OVERLAY_FS, or load it with modprobe overlay");
}

void add_root(runtime::BoxFacts& box) {
  const Result<std::vector<sys::MountPoint>> mounts = sys::read_mountinfo();
  if (!mounts) return;
  std::string missing = sys::missing_root_mount(*mounts);
  if (!missing.empty()) box.kernel.push_back(std::move(missing));
}

void add_controllers(runtime::BoxFacts& box) {
  const Result<std::vector<sys::MountPoint>> mounts = sys::read_mountinfo();
  if (!mounts) return;
  const platform::CgroupLayout layout = platform::find_layout(*mounts, kCgroupRoot);
  const std::string v2 = layout.v2_at_root ? text_of_file(std::string(kCgroupRoot) + "/cgroup.controllers") : "";
  const std::string known = text_of_file("/proc/cgroups");
  for (const char* controller : {"cpu", "memory", "pids"}) {
    const bool there = layout.v2_at_root ? platform::has_word(v2, controller) : layout.has_v1(controller);
    if (there) continue;
    box.controllers[controller] = platform::missing_controller(controller, known, layout.v2_at_root, kCgroupRoot);
  }
}

}  // namespace

void add_kernel_facts(runtime::BoxFacts& box) {
  add_namespaces(box);
  add_root(box);
  add_overlay(box);
  add_controllers(box);
}

}  // namespace peapod::cli
