#include "platform/launch/stage.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace peapod::platform {
namespace {

constexpr unsigned long kHardened = MS_NOSUID | MS_NOEXEC | MS_NODEV;

struct Node {
  const char* path;
  unsigned major, minor;
};
constexpr Node kNodes[] = {{"dev/null", 1, 3},   {"dev/zero", 1, 5},    {"dev/full", 1, 7},
                           {"dev/random", 1, 8}, {"dev/urandom", 1, 9}, {"dev/tty", 5, 0}};

struct Link {
  const char* path;
  const char* target;
};
constexpr Link kLinks[] = {{"dev/ptmx", "pts/ptmx"},          {"dev/fd", "/proc/self/fd"},
                           {"dev/stdin", "/proc/self/fd/0"},  {"dev/stdout", "/proc/self/fd/1"},
                           {"dev/stderr", "/proc/self/fd/2"}, {"dev/core", "/proc/kcore"}};

// Hidden and read-only paths: moby 28 daemon/pkg/oci/defaults.go. A file is covered by our own /dev/null,
// which no image can have made a symlink (CVE-2025-31133).
constexpr const char* kMaskedFiles[] = {"proc/interrupts",  "proc/kcore",      "proc/keys",       "proc/latency_stats",
                                        "proc/sched_debug", "proc/timer_list", "proc/timer_stats"};
constexpr const char* kMaskedDirectories[] = {"proc/acpi", "proc/asound", "proc/scsi"};
constexpr const char* kMaskedSysDirectories[] = {"sys/firmware", "sys/devices/virtual/powercap"};
constexpr const char* kReadOnly[] = {"proc/bus", "proc/fs", "proc/irq", "proc/sys", "proc/sysrq-trigger"};

std::string mask_label(const std::string& path) { return "mask /" + path; }

void mask_file(StepWriter& steps, const std::string& path) {
  steps.mount(mask_label(path), "dev/null", path, "", MS_BIND, {}, {.tolerate = {ENOENT}});
}

void mask_directory(StepWriter& steps, const std::string& path) {
  steps.mount(mask_label(path), "empty", path, "", MS_BIND, {}, {.tolerate = {ENOENT}});
}

void make_read_only(StepWriter& steps, const std::string& path) {
  const std::string label = "make /" + path + " read-only";
  steps.mount(label, path, path, "", MS_BIND | MS_REC, {}, {.tolerate = {ENOENT}, .skip = 1});
  steps.mount(label, "", path, "", MS_REMOUNT | MS_BIND | MS_RDONLY | kHardened);
}

void stage_cgroup_v1(StepWriter& steps, const std::vector<std::string>& hierarchies) {
  const std::string_view label = "mount /sys/fs/cgroup";
  const std::string directory = "sys/fs/cgroup";
  steps.mount(label, "tmpfs", directory, "tmpfs", kHardened, "mode=755");
  for (const std::string& controllers : hierarchies) {
    const std::string path = directory + "/" + controllers;
    steps.make_directory(label, path, 0755);
    steps.mount("mount /" + path, "cgroup", path, "cgroup", kHardened | MS_RDONLY, controllers);
    // "cpu,cpuacct" is also known as "cpu" and as "cpuacct".
    for (std::size_t start = 0; controllers.find(',') != std::string::npos && start < controllers.size();) {
      const std::size_t end = std::min(controllers.find(',', start), controllers.size());
      steps.make_symlink(label, controllers, directory + "/" + controllers.substr(start, end - start));
      start = end + 1;
    }
  }
  steps.mount(label, "", directory, "", MS_REMOUNT | MS_BIND | MS_RDONLY | kHardened);
}

}  // namespace

void stage_empty(StepWriter& steps) {
  steps.make_directory("stage", "empty", 0755);
  steps.mount("stage", "tmpfs", "empty", "tmpfs", kHardened | MS_RDONLY, "mode=755");
}

void stage_dev(StepWriter& steps, const std::string& tty_path) {
  const std::string_view label = "make /dev";
  steps.make_directory(label, "dev", 0755);
  steps.mount("mount /dev", "tmpfs", "dev", "tmpfs", MS_NOSUID | MS_STRICTATIME, "mode=755,size=65536k");
  for (const Node& node : kNodes) {
    steps.make_node(std::string("make /") + node.path, node.path, S_IFCHR | 0666, makedev(node.major, node.minor));
  }
  for (const Link& link : kLinks) steps.make_symlink(label, link.target, link.path);
  for (const char* directory : {"dev/pts", "dev/shm", "dev/mqueue"}) steps.make_directory(label, directory, 0755);
  steps.mount("mount /dev/pts", "devpts", "dev/pts", "devpts", MS_NOSUID | MS_NOEXEC,
              "newinstance,ptmxmode=0666,mode=0620,gid=5");
  // ENODEV: a kernel without POSIX message queues.
  steps.mount("mount /dev/mqueue", "mqueue", "dev/mqueue", "mqueue", kHardened, {}, {.tolerate = {ENODEV}});
  if (tty_path.empty()) return;
  steps.make_node(label, "dev/console", S_IFREG, 0);
  steps.mount("mount /dev/console", tty_path, "dev/console", "", MS_BIND);
}

void stage_sys(StepWriter& steps, const CgroupPlacement& cgroup) {
  steps.make_directory("stage", "sys", 0755);
  steps.mount("mount /sys", "sysfs", "sys", "sysfs", kHardened | MS_RDONLY);
  if (cgroup.v2) {
    steps.mount("mount /sys/fs/cgroup", "cgroup2", "sys/fs/cgroup", "cgroup2", kHardened | MS_RDONLY);
  } else if (!cgroup.v1_controllers.empty()) {
    stage_cgroup_v1(steps, cgroup.v1_controllers);
  }
  for (const char* path : kMaskedSysDirectories) mask_directory(steps, path);
#if defined(__x86_64__) || defined(__i386__)
  const long cpus = ::sysconf(_SC_NPROCESSORS_CONF);
  for (long cpu = 0; cpu < cpus; ++cpu) {
    mask_directory(steps, "sys/devices/system/cpu/cpu" + std::to_string(cpu) + "/thermal_throttle");
  }
#endif
}

void stage_proc(StepWriter& steps) {
  steps.make_directory("stage", "proc", 0755);
  steps.mount("mount /proc", "proc", "proc", "proc", kHardened);
  for (const char* path : kMaskedFiles) mask_file(steps, path);
  for (const char* path : kMaskedDirectories) mask_directory(steps, path);
  for (const char* path : kReadOnly) make_read_only(steps, path);
}

}  // namespace peapod::platform
