#include "firmware-agent/runtime/node.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "firmware-agent/runtime/log_line.h"
#include "firmware-agent/runtime/log_paths.h"
#include "firmware-agent/runtime/node_addresses.h"
#include "firmware-agent/runtime/node_capacity.h"
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

Result<void> check_root() {
  const Result<std::vector<platform::sys::MountPoint>> mounts = platform::sys::read_mountinfo();
  if (!mounts) return mounts.error();
  if (std::string missing = platform::sys::missing_root_mount(*mounts); !missing.empty()) {
    return Error{0, std::move(missing)};
  }
  return {};
}

std::string beside_our_executable(const char* name) {
  char path[4096];
  const ssize_t size = ::readlink("/proc/self/exe", path, sizeof path);
  const std::string own(path, size > 0 ? static_cast<std::size_t>(size) : 0);
  return own.substr(0, own.rfind('/') + 1) + name;
}

// The tiers, and the limit of all pods together. The box may refuse that one, being fuller than it was: said, not
// fatal.
Result<void> share_out_cgroups(Node& node) {
  AgentOptions& options = node.options;
  NodeFacts& facts = node.facts;
  facts = {options.node_name,
           node_labels(options.node_name, options.node_labels),
           node_capacity(options.paths.lib),
           {},
           options.max_pods,
           node_addresses()};
  facts.allocatable = minus(facts.capacity, options.reserved);
  options.enforcement.allocatable_memory = facts.allocatable.memory_bytes;
  options.enforcement.page_bytes = ::sysconf(_SC_PAGESIZE);
  if (options.enforce_allocatable) {
    if (Result<void> set = node.cgroups->set(node_limits(facts.capacity, facts.allocatable)); !set) {
      log_line("what is reserved is not kept from pods: %s", set.error().message().c_str());
    }
  }
  const bool v2 = node.cgroups->features().mode == platform::CgroupFeatures::Mode::V2;
  if (!v2 && (options.enforcement.memory_throttling > 0 || options.enforcement.reserve_memory)) {
    log_line("memoryThrottlingFactor and memoryReservationPolicy have no effect: they need cgroup v2");
  }
  Result<std::unique_ptr<QosTiers>> tiers = QosTiers::open(*node.cgroups, options.enforcement);
  if (!tiers) return tiers.error();
  node.tiers = std::move(*tiers);
  return {};
}

}  // namespace

Result<std::unique_ptr<Node>> Node::open(uv_loop_t* loop, AgentOptions options) {
  auto node = std::make_unique<Node>();
  node->loop = loop;
  node->options = std::move(options);
  const Paths& paths = node->options.paths;
  if (Result<void> mounted = check_root(); !mounted) return mounted.error();
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
  if (Result<void> done = share_out_cgroups(*node); !done) return done.error();
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
  return node;
}

}  // namespace peapod::runtime
