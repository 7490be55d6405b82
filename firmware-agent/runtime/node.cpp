#include "firmware-agent/runtime/node.h"

#include <fcntl.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "firmware-agent/runtime/log_line.h"
#include "firmware-agent/runtime/log_paths.h"
#include "firmware-agent/runtime/node_labels.h"
#include "firmware-agent/runtime/pod_volumes.h"
#include "platform/launch/keeper_client.h"
#include "platform/sys/mount.h"

namespace peapod::runtime {
namespace {

constexpr const char* kCgroupRoot = "/sys/fs/cgroup";

// Where programs and libraries live: shown to peapod.local/host containers when they are file systems of
// their own.
std::vector<std::string> program_mounts() {
  static constexpr std::string_view kDirectories[] = {"/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/opt"};
  std::vector<std::string> found;
  const Result<std::vector<platform::sys::MountPoint>> mounts = platform::sys::read_mountinfo();
  if (!mounts) return found;
  for (const platform::sys::MountPoint& mount : *mounts) {
    const bool wanted = std::any_of(std::begin(kDirectories), std::end(kDirectories), [&](std::string_view directory) {
      return platform::sys::is_at_or_below(mount.target, directory);
    });
    if (wanted) found.push_back(mount.target);
  }
  return found;
}

std::string beside_our_executable(const char* name) {
  char path[4096];
  const ssize_t size = ::readlink("/proc/self/exe", path, sizeof path);
  const std::string own(path, size > 0 ? static_cast<std::size_t>(size) : 0);
  return own.substr(0, own.rfind('/') + 1) + name;
}

}  // namespace

Result<std::unique_ptr<Node>> Node::open(uv_loop_t* loop, AgentOptions options) {
  auto node = std::make_unique<Node>();
  node->loop = loop;
  node->options = std::move(options);
  node->labels = node_labels(node->options.node_name, node->options.node_labels);
  const Paths& paths = node->options.paths;
  for (const std::string& directory : {paths.run, paths.run + "/pods", paths.run + "/records", paths.lib,
                                       paths.lib + "/pods", paths.lib + "/images", paths.lib + "/api-pods"}) {
    if (Result<void> made = make_directory(directory, 0700); !made) return made.error();
  }
  for (const char* directory : {"/pods", "/containers"}) {
    if (Result<void> made = make_log_directory(paths.log + directory); !made) return made.error();
  }
  Result<std::string> boot = runtime::boot_id();
  if (!boot) return boot.error();
  node->boot_id = std::move(*boot);

  Result<std::unique_ptr<platform::CgroupTree>> cgroups = platform::CgroupTree::open(kCgroupRoot, paths.cgroup);
  if (!cgroups) return cgroups.error();
  node->cgroups = std::move(*cgroups);
  for (const char* tier : {"burstable", "besteffort"}) {
    if (auto made = node->cgroups->group(tier); !made) return made.error();
  }
  for (const std::string& condition : node->cgroups->features().conditions) log_line("%s", condition.c_str());

  const std::string& program = node->options.pause_program;
  Result<UniqueFd> pause =
      platform::load_pause_program(program.empty() ? beside_our_executable("peapod-pause") : program);
  if (!pause) return pause.error();
  node->pause_program = std::move(*pause);

  node->images = std::make_unique<platform::ImageStore>(paths.lib, paths.images);
  node->image_loads = std::make_unique<ImageLoads>(loop, *node->images);
  node->leftovers = std::make_unique<Leftovers>(loop);
  node->host_submounts = program_mounts();
  struct sysinfo memory {};
  if (::sysinfo(&memory) == 0) node->memory_bytes = static_cast<std::int64_t>(memory.totalram) * memory.mem_unit;
  return node;
}

}  // namespace peapod::runtime
