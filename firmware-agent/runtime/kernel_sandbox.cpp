#include "firmware-agent/runtime/kernel_sandbox.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <utility>

#include "firmware-agent/runtime/cgroup_limits.h"
#include "firmware-agent/runtime/hosts_file.h"
#include "firmware-agent/runtime/name_files.h"
#include "firmware-agent/runtime/pod_volumes.h"
#include "firmware-agent/runtime/qos.h"
#include "firmware-agent/runtime/resize.h"

namespace peapod::runtime {
namespace {

UniqueFd open_namespace(pid_t pid, const char* name) {
  const std::string path = "/proc/" + std::to_string(pid) + "/ns/" + name;
  return UniqueFd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
}

constexpr const char* kKeeperGroup = "pause";

}  // namespace

KernelSandbox::KernelSandbox(Node& node, const config::Pod& pod)
    : node_(node),
      pod_(pod),
      run_directory_(node.options.paths.run + "/pods/" + pod.metadata.uid),
      lib_directory_(node.options.paths.lib + "/pods/" + pod.metadata.uid) {}

KernelSandbox::~KernelSandbox() = default;

Result<void> KernelSandbox::make(std::uint32_t attempt) {
  attempt_ = attempt;
  if (Result<void> made = make_directories(); !made) return made;
  if (Result<void> made = make_cgroup(); !made) return made;
  if (Result<void> made = make_pod_volumes(pod_, run_directory_, lib_directory_); !made) return made;
  return start_keeper();
}

Result<void> KernelSandbox::adopt(std::uint32_t attempt, std::vector<platform::KeeperEntry>& entries) {
  attempt_ = attempt;
  Result<platform::KeeperClient> keeper = platform::KeeperClient::connect(run_directory_ + "/keeper.sock", entries);
  if (!keeper) return keeper.error();
  keeper_ = std::make_unique<platform::KeeperClient>(std::move(*keeper));
  auto group = node_.cgroups->group(cgroup_path());
  if (!group) return group.error();
  cgroup_ = std::move(*group);
  limits_ = pod_limits(pod_.spec, node_.options.enforcement);
  auto leaf = cgroup_->open_child(kKeeperGroup);
  if (!leaf) return leaf.error();
  keeper_cgroup_ = std::move(*leaf);
  open_namespaces();
  watch_keeper();
  return {};
}

Result<void> KernelSandbox::make_directories() {
  for (const std::string& directory :
       {run_directory_, run_directory_ + "/containers", lib_directory_, lib_directory_ + "/containers"}) {
    if (Result<void> made = make_directory(directory, 0700); !made) return made;
  }
  return write_name_files(pod_, node_.options.node_name, run_directory_);
}

// A sandbox made anew has a group of its own: the one before it may still be dying.
std::string KernelSandbox::cgroup_path() const {
  const std::string path = pod_cgroup_path(qos_class(pod_.spec), pod_.metadata.uid);
  return attempt_ <= 1 ? path : path + "." + std::to_string(attempt_);
}

Result<void> KernelSandbox::make_cgroup() {
  auto group = node_.cgroups->group(cgroup_path());
  if (!group) return group.error();
  cgroup_ = std::move(*group);
  if (Result<void> set = fit(); !set) return set;
  auto leaf = cgroup_->child(kKeeperGroup);
  if (!leaf) return leaf.error();
  keeper_cgroup_ = std::move(*leaf);
  return {};
}

Result<void> KernelSandbox::fit() {
  if (!cgroup_) return {};  // The next one fits from the beginning.
  limits_ = pod_limits(pod_.spec, node_.options.enforcement);
  return cgroup_->set(limits_);
}

Result<void> KernelSandbox::make_room(bool unknown) {
  if (!cgroup_) return {};
  const platform::CgroupLimits wanted = pod_limits(pod_.spec, node_.options.enforcement);
  if (unknown) {
    limits_ = wanted;
    if (wanted.cpu_milli) limits_.cpu_milli = platform::kNoLimit;
    if (wanted.memory_bytes) limits_.memory_bytes = platform::kNoLimit;
  } else {
    limits_ = larger_limits(limits_, wanted);
  }
  return cgroup_->set(limits_);
}

std::optional<std::int64_t> memory_usage_of(const platform::Cgroup* group) {
  if (group == nullptr) return std::nullopt;
  const Result<platform::CgroupUsage> usage = group->usage();
  if (!usage) return std::nullopt;
  return static_cast<std::int64_t>(usage->memory_bytes);
}

std::optional<std::int64_t> KernelSandbox::memory_usage() { return memory_usage_of(cgroup_.get()); }

Result<void> KernelSandbox::start_keeper() {
  platform::KeeperSpec spec;
  spec.socket_path = run_directory_ + "/keeper.sock";
  spec.hostname = pod_hostname(pod_, node_.options.node_name);
  spec.new_net = !pod_.spec.host_network;
  spec.new_uts = !pod_.spec.host_network;
  spec.new_ipc = !pod_.spec.host_ipc;
  spec.cgroup_procs = keeper_cgroup_->procs();
  ::unlink(spec.socket_path.c_str());
  Result<platform::KeeperClient> keeper = platform::KeeperClient::start(spec, node_.pause_program.get());
  if (!keeper) return std::move(keeper.error()).within("start the pause process");
  keeper_ = std::make_unique<platform::KeeperClient>(std::move(*keeper));
  open_namespaces();
  watch_keeper();
  return {};
}

void KernelSandbox::open_namespaces() {
  if (!pod_.spec.host_network) net_ns_ = open_namespace(keeper_->pid(), "net");
  keeper_pid_ns_ = open_namespace(keeper_->pid(), "pid");
}

Result<void> KernelSandbox::launch_init(platform::LaunchId id) {
  platform::CgroupPlacement placement;
  placement.procs = keeper_cgroup_->procs();
  Result<platform::PreparedLaunch> init = platform::prepare_init(node_.pause_program.get(), placement);
  if (!init) return init.error();
  return launch(id, init->plan, init->fds, {});
}

void KernelSandbox::init_started(pid_t pid) { pid_ns_ = open_namespace(pid, "pid"); }

void KernelSandbox::watch_keeper() {
  watch_ = watch_fd(node_.loop, keeper_->fd(), UV_READABLE, this,
                    [](uv_poll_t* poll, int, int) { static_cast<KernelSandbox*>(poll->data)->receive(); });
}

void KernelSandbox::receive() {
  const bool alive =
      keeper_->receive([this](const platform::KeeperReport& report) { listener_->on_keeper_report(report); });
  if (alive) return;
  watch_.reset();
  ::waitpid(keeper_->pid(), nullptr, 0);  // ECHILD when an earlier agent started it.
  keeper_.reset();
  listener_->on_keeper_gone();
}

Result<void> KernelSandbox::launch(platform::LaunchId id, const platform::Plan& plan, std::span<const int> fds,
                                   std::span<const std::uint8_t> hold) {
  if (!keeper_) return Error{ESRCH, "the pod has no pause process"};
  return keeper_->launch(id, plan, fds, hold);
}

void KernelSandbox::signal(platform::LaunchId id, int signal) {
  if (keeper_) (void)keeper_->signal(id, signal);
}

void KernelSandbox::release(platform::LaunchId id) {
  if (keeper_) (void)keeper_->release(id);
}

void KernelSandbox::lose() {
  watch_.reset();
  if (keeper_) {
    ::kill(keeper_->pid(), SIGKILL);  // It still answers, so the pid is its own.
    ::waitpid(keeper_->pid(), nullptr, 0);
    keeper_.reset();
  }
  net_ns_.reset();
  pid_ns_.reset();
  keeper_pid_ns_.reset();
  keeper_cgroup_.reset();
  if (!cgroup_ && attempt_ != 0) {
    if (auto group = node_.cgroups->group(cgroup_path())) cgroup_ = std::move(*group);
  }
  if (cgroup_) node_.leftovers->end(std::move(cgroup_));
}

void KernelSandbox::remove() {
  attempt_ = 0;
  node_.leftovers->remove("directory " + run_directory_,
                          [run = run_directory_, lib = lib_directory_] { return remove_pod_directories(run, lib); });
}

}  // namespace peapod::runtime
