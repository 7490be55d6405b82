#pragma once

// What the containers of a pod share: the keeper with the namespaces it pins, the pod's cgroup, its
// directories, volumes, /dev/shm and name files; and for shareProcessNamespace the pod's own PID 1.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "config/pod_spec.h"
#include "firmware-agent/runtime/launch_target.h"
#include "firmware-agent/runtime/node.h"
#include "firmware-agent/runtime/uv_handle.h"
#include "platform/cgroup/cgroup.h"
#include "platform/launch/keeper_client.h"
#include "platform/sys/result.h"
#include "platform/sys/unique_fd.h"

namespace peapod::runtime {

class Sandbox final : private LaunchTarget {
 public:
  struct Callbacks {
    std::function<void(Result<void>)> ready;  // After create(), possibly before it returns.
    std::function<void()> lost;               // The keeper died; the sandbox is unusable and must be removed.
  };

  Sandbox(Node& node, const config::Pod& pod, Callbacks callbacks);
  ~Sandbox();
  Sandbox(const Sandbox&) = delete;
  Sandbox& operator=(const Sandbox&) = delete;

  // Makes everything; `attempt` numbers the sandboxes of a pod so that cgroup names are used once.
  void create(std::uint32_t attempt);

  bool created() const { return created_; }

  // Comes back to the sandbox an earlier agent made. What its keeper still holds goes to `entries`.
  Result<void> adopt(std::uint32_t attempt, std::vector<platform::KeeperEntry>& entries);

  // Ends every process; volumes and their contents stay for the next create().
  void lose();
  // Takes everything down again; what a process still holds is left to the node's leftovers. Idempotent.
  void remove();

  // Runs a plan in the keeper. Reports go to `target` until Exited or LaunchFailed has been told, or
  // forget(target).
  Result<void> launch(platform::LaunchId id, const platform::Plan& plan, std::span<const int> fds,
                      std::span<const std::uint8_t> hold, LaunchTarget& target);
  void expect(platform::LaunchId id, LaunchTarget& target);  // Reports of a launch that was adopted.
  void forget(const LaunchTarget& target);                   // Its entries are released as they come.
  // Execs and probes that an earlier agent left: nobody waits for their answers.
  void end_other_launches(const std::vector<platform::KeeperEntry>& entries);
  void signal(platform::LaunchId id, int signal);
  void release(platform::LaunchId id);
  platform::LaunchId next_exec_id() { return ++last_exec_id_; }

  platform::Cgroup& cgroup() { return *cgroup_; }
  std::string cgroup_name(const std::string& container, std::uint32_t launch) const;
  const std::string& run_directory() const { return run_directory_; }
  const std::string& lib_directory() const { return lib_directory_; }
  int net_ns() const { return net_ns_.get(); }         // -1: the host's.
  int shared_pid_ns() const { return pid_ns_.get(); }  // -1: containers have their own, or the host's.
  int keeper_pid_ns() const { return keeper_pid_ns_.get(); }

 private:
  void on_report(const platform::KeeperReport& report) override;  // Of the pod's PID 1.
  void receive();
  Result<void> make_directories();
  Result<void> make_cgroup();
  std::string cgroup_path() const;
  Result<void> start_keeper();
  Result<void> start_init();
  void watch_keeper();
  void open_namespaces();
  void fail(Error error);

  struct Expected {
    platform::LaunchId id;
    LaunchTarget* target;
  };

  Node& node_;
  const config::Pod& pod_;
  Callbacks callbacks_;
  std::string run_directory_;
  std::string lib_directory_;
  std::unique_ptr<platform::Cgroup> cgroup_;         // The pod's.
  std::unique_ptr<platform::Cgroup> keeper_cgroup_;  // A leaf below it: on v2 processes live in leaves only.
  std::unique_ptr<platform::KeeperClient> keeper_;
  UvHandle<uv_poll_t> watch_;
  UniqueFd net_ns_;
  UniqueFd pid_ns_;
  UniqueFd keeper_pid_ns_;
  std::vector<Expected> expected_;
  platform::LaunchId last_exec_id_;
  std::uint32_t attempt_ = 0;
  bool created_ = false;
};

}  // namespace peapod::runtime
