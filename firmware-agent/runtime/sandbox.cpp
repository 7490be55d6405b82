#include "firmware-agent/runtime/sandbox.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <utility>

#include "firmware-agent/runtime/hosts_file.h"
#include "firmware-agent/runtime/name_files.h"
#include "firmware-agent/runtime/pod_volumes.h"
#include "firmware-agent/runtime/resources.h"

namespace peapod::runtime {
namespace {

constexpr platform::LaunchId kInitId = platform::LaunchId{1} << 62;       // The pod's PID 1.
constexpr platform::LaunchId kFirstExecId = platform::LaunchId{1} << 32;  // Containers are numbered below.

UniqueFd open_namespace(pid_t pid, const char* name) {
  const std::string path = "/proc/" + std::to_string(pid) + "/ns/" + name;
  return UniqueFd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
}

constexpr const char* kKeeperGroup = "pause";

}  // namespace

Sandbox::Sandbox(Node& node, const config::Pod& pod, Callbacks callbacks)
    : node_(node),
      pod_(pod),
      callbacks_(std::move(callbacks)),
      run_directory_(node.options.paths.run + "/pods/" + pod.metadata.uid),
      lib_directory_(node.options.paths.lib + "/pods/" + pod.metadata.uid),
      last_exec_id_(kFirstExecId) {}

Sandbox::~Sandbox() = default;

void Sandbox::create(std::uint32_t attempt) {
  created_ = true;
  attempt_ = attempt;
  auto make = [&]() -> Result<void> {
    if (Result<void> made = make_directories(); !made) return made;
    if (Result<void> made = make_cgroup(); !made) return made;
    if (Result<void> made = make_pod_volumes(pod_, run_directory_, lib_directory_); !made) return made;
    if (Result<void> started = start_keeper(); !started) return started;
    if (pod_.spec.share_process_namespace.value_or(false)) return start_init();
    callbacks_.ready({});
    return {};
  };
  if (Result<void> made = make(); !made) fail(std::move(made.error()));
}

Result<void> Sandbox::adopt(std::uint32_t attempt, std::vector<platform::KeeperEntry>& entries) {
  created_ = true;
  attempt_ = attempt;
  Result<platform::KeeperClient> keeper = platform::KeeperClient::connect(run_directory_ + "/keeper.sock", entries);
  if (!keeper) return keeper.error();
  keeper_ = std::make_unique<platform::KeeperClient>(std::move(*keeper));
  auto group = node_.cgroups->group(cgroup_path());
  if (!group) return group.error();
  cgroup_ = std::move(*group);
  auto leaf = cgroup_->open_child(kKeeperGroup);
  if (!leaf) return leaf.error();
  keeper_cgroup_ = std::move(*leaf);
  for (const platform::KeeperEntry& entry : entries) {
    if (entry.id == kInitId && !entry.exited) pid_ns_ = open_namespace(entry.pid, "pid");
    if (entry.id < kInitId) last_exec_id_ = std::max(last_exec_id_, entry.id);
  }
  if (pod_.spec.share_process_namespace.value_or(false)) {
    if (!pid_ns_) return Error{ESRCH, "the pod's PID 1 is gone"};
    expect(kInitId, *this);
  }
  open_namespaces();
  watch_keeper();
  return {};
}

Result<void> Sandbox::make_directories() {
  for (const std::string& directory :
       {run_directory_, run_directory_ + "/containers", lib_directory_, lib_directory_ + "/containers"}) {
    if (Result<void> made = make_directory(directory, 0700); !made) return made;
  }
  return write_name_files(pod_, node_.options.node_name, run_directory_);
}

// A sandbox made anew has a group of its own: the one before it may still be dying.
std::string Sandbox::cgroup_path() const {
  const std::string path = pod_cgroup_path(qos_class(pod_.spec), pod_.metadata.uid);
  return attempt_ <= 1 ? path : path + "." + std::to_string(attempt_);
}

Result<void> Sandbox::make_cgroup() {
  auto group = node_.cgroups->group(cgroup_path());
  if (!group) return group.error();
  cgroup_ = std::move(*group);
  if (Result<void> set = cgroup_->set(pod_limits(pod_.spec, node_.options.pod_pids_limit)); !set) return set;
  auto leaf = cgroup_->child(kKeeperGroup);
  if (!leaf) return leaf.error();
  keeper_cgroup_ = std::move(*leaf);
  return {};
}

Result<void> Sandbox::start_keeper() {
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

void Sandbox::open_namespaces() {
  if (!pod_.spec.host_network) net_ns_ = open_namespace(keeper_->pid(), "net");
  keeper_pid_ns_ = open_namespace(keeper_->pid(), "pid");
}

Result<void> Sandbox::start_init() {
  platform::CgroupPlacement placement;
  placement.procs = keeper_cgroup_->procs();
  Result<platform::PreparedLaunch> init = platform::prepare_init(node_.pause_program.get(), placement);
  if (!init) return init.error();
  return launch(kInitId, init->plan, init->fds, {}, *this);
}

void Sandbox::on_report(const platform::KeeperReport& report) {
  if (report.kind == platform::KeeperReport::Kind::Launched) {
    pid_ns_ = open_namespace(report.pid, "pid");
    return callbacks_.ready({});
  }
  if (report.kind == platform::KeeperReport::Kind::LaunchFailed) return fail({report.error, "start the pod's PID 1"});
  callbacks_.lost();  // The kernel has killed everything in its PID namespace.
}

void Sandbox::watch_keeper() {
  watch_ = watch_fd(node_.loop, keeper_->fd(), UV_READABLE, this,
                    [](uv_poll_t* poll, int, int) { static_cast<Sandbox*>(poll->data)->receive(); });
}

void Sandbox::receive() {
  const bool alive = keeper_->receive([this](const platform::KeeperReport& report) {
    auto found = std::find_if(expected_.begin(), expected_.end(), [&](const Expected& e) { return e.id == report.id; });
    if (found == expected_.end()) {
      if (report.kind == platform::KeeperReport::Kind::Exited) release(report.id);
      return;
    }
    LaunchTarget* target = found->target;
    if (report.kind != platform::KeeperReport::Kind::Launched) expected_.erase(found);
    // A container's entry stays until its pipes have been read; for the others nothing is held.
    if (report.kind == platform::KeeperReport::Kind::Exited && report.id >= kFirstExecId) release(report.id);
    target->on_report(report);
  });
  if (alive) return;
  watch_.reset();
  ::waitpid(keeper_->pid(), nullptr, 0);  // ECHILD when an earlier agent started it.
  keeper_.reset();
  callbacks_.lost();
}

Result<void> Sandbox::launch(platform::LaunchId id, const platform::Plan& plan, std::span<const int> fds,
                             std::span<const std::uint8_t> hold, LaunchTarget& target) {
  if (!keeper_) return Error{ESRCH, "the pod has no pause process"};
  if (Result<void> sent = keeper_->launch(id, plan, fds, hold); !sent) return sent;
  expect(id, target);
  return {};
}

void Sandbox::expect(platform::LaunchId id, LaunchTarget& target) { expected_.push_back({id, &target}); }

void Sandbox::forget(const LaunchTarget& target) {
  std::erase_if(expected_, [&](const Expected& expected) { return expected.target == &target; });
}

void Sandbox::end_other_launches(const std::vector<platform::KeeperEntry>& entries) {
  for (const platform::KeeperEntry& entry : entries) {
    if (entry.id <= kFirstExecId || entry.id == kInitId) continue;
    if (entry.exited) {
      release(entry.id);
    } else {
      signal(entry.id, SIGKILL);  // Its report will be released, being expected by nobody.
    }
  }
}

void Sandbox::signal(platform::LaunchId id, int signal) {
  if (keeper_) (void)keeper_->signal(id, signal);
}

void Sandbox::release(platform::LaunchId id) {
  if (keeper_) (void)keeper_->release(id);
}

std::string Sandbox::cgroup_name(const std::string& container, std::uint32_t launch) const {
  return container + "." + std::to_string(launch);
}

void Sandbox::fail(Error error) {
  lose();
  callbacks_.ready(std::move(error));
}

void Sandbox::lose() {
  created_ = false;
  for (const Expected& ended : std::exchange(expected_, {})) {
    if (ended.id < kFirstExecId || ended.id == kInitId) continue;
    ended.target->on_report({platform::KeeperReport::Kind::Exited, ended.id, 0, SIGKILL, 0, 0});
  }
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

void Sandbox::remove() {
  lose();
  attempt_ = 0;
  node_.leftovers->remove("directory " + run_directory_,
                          [run = run_directory_, lib = lib_directory_] { return remove_pod_directories(run, lib); });
}

}  // namespace peapod::runtime
