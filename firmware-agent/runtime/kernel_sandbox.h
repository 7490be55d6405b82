#pragma once

// What the containers of a pod share, on the real kernel: the keeper with the namespaces it pins, the pod's cgroup, its
// directories, volumes, /dev/shm and name files; and for shareProcessNamespace the namespace of the pod's own PID 1.

#include <memory>
#include <span>
#include <string>

#include "config/pod_spec.h"
#include "firmware-agent/runtime/node.h"
#include "firmware-agent/runtime/uv_handle.h"
#include "firmware-agent/runtime/verbs.h"
#include "platform/cgroup/cgroup.h"
#include "platform/launch/keeper_client.h"
#include "platform/sys/unique_fd.h"

namespace peapod::runtime {

// Nothing when the kernel does not count it.
std::optional<std::int64_t> memory_usage_of(const platform::Cgroup* group);

class KernelSandbox final : public SandboxVerbs {
 public:
  KernelSandbox(Node& node, const config::Pod& pod);
  ~KernelSandbox() override;

  void listen(KeeperListener& listener) override { listener_ = &listener; }
  Result<void> make(std::uint32_t attempt) override;
  Result<void> adopt(std::uint32_t attempt, std::vector<platform::KeeperEntry>& entries) override;
  Result<void> launch_init(platform::LaunchId id) override;
  void init_started(pid_t pid) override;
  void signal(platform::LaunchId id, int signal) override;
  void release(platform::LaunchId id) override;
  Result<void> make_room(bool unknown) override;
  Result<void> fit() override;
  std::optional<std::int64_t> memory_usage() override;
  void lose() override;
  void remove() override;  // What a process still holds is left to the node's leftovers.

  // Runs a plan in the keeper; its reports come by way of the listener.
  Result<void> launch(platform::LaunchId id, const platform::Plan& plan, std::span<const int> fds,
                      std::span<const std::uint8_t> hold);

  platform::Cgroup& cgroup() { return *cgroup_; }
  const std::string& run_directory() const { return run_directory_; }
  const std::string& lib_directory() const { return lib_directory_; }
  int net_ns() const { return net_ns_.get(); }         // -1: the host's.
  int shared_pid_ns() const { return pid_ns_.get(); }  // -1: containers have their own, or the host's.
  int keeper_pid_ns() const { return keeper_pid_ns_.get(); }

 private:
  Result<void> make_directories();
  Result<void> make_cgroup();
  std::string cgroup_path() const;
  Result<void> start_keeper();
  void open_namespaces();
  void watch_keeper();
  void receive();

  Node& node_;
  const config::Pod& pod_;
  KeeperListener* listener_ = nullptr;
  const std::string run_directory_;
  const std::string lib_directory_;
  std::unique_ptr<platform::Cgroup> cgroup_;         // The pod's.
  platform::CgroupLimits limits_;                    // What it has.
  std::unique_ptr<platform::Cgroup> keeper_cgroup_;  // A leaf below it: on v2 processes live in leaves only.
  std::unique_ptr<platform::KeeperClient> keeper_;
  UvHandle<uv_poll_t> watch_;
  UniqueFd net_ns_;
  UniqueFd pid_ns_;
  UniqueFd keeper_pid_ns_;
  std::uint32_t attempt_ = 0;
};

}  // namespace peapod::runtime
