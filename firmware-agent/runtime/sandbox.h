#pragma once

// What the containers of a pod share, as the executor sees it: whether it is there, and who of its pod is told what the
// keeper reports. Its verbs do the rest.

#include <functional>
#include <vector>

#include "firmware-agent/runtime/launch_target.h"
#include "firmware-agent/runtime/verbs.h"

namespace peapod::runtime {

class Sandbox final : private LaunchTarget, private KeeperListener {
 public:
  struct Callbacks {
    std::function<void(Result<void>)> ready;  // After create(), possibly before it returns.
    std::function<void()> lost;               // The keeper died; the sandbox is unusable and must be removed.
  };

  // `has_init`: shareProcessNamespace; the pod has a PID 1 of its own, and is lost with it.
  Sandbox(SandboxVerbs& verbs, bool has_init, Callbacks callbacks);
  Sandbox(const Sandbox&) = delete;
  Sandbox& operator=(const Sandbox&) = delete;

  void create(std::uint32_t attempt);
  bool created() const { return created_; }

  // Comes back to the sandbox an earlier agent made. What its keeper still holds goes to `entries`.
  Result<void> adopt(std::uint32_t attempt, std::vector<platform::KeeperEntry>& entries);

  // Ends every process; volumes and their contents stay for the next create().
  void lose();
  void remove();  // Takes everything down again. Idempotent.

  // Reports of the launch go to `target` until Exited or LaunchFailed has been told, or forget(target).
  void expect(platform::LaunchId id, LaunchTarget& target);
  void forget(const LaunchTarget& target);  // Its entries are released as they come.
  // What an earlier agent left and nobody expects: execs, probes, launches that are not on record.
  void end_unexpected(const std::vector<platform::KeeperEntry>& entries);
  void signal(platform::LaunchId id, int signal);
  void release(platform::LaunchId id);
  platform::LaunchId next_exec_id() { return ++last_exec_id_; }

 private:
  struct Expected {
    platform::LaunchId id;
    LaunchTarget* target;
  };

  void on_report(const platform::KeeperReport& report) override;  // Of the pod's PID 1.
  void on_keeper_report(const platform::KeeperReport& report) override;
  void on_keeper_gone() override;
  bool is_expected(platform::LaunchId id) const;
  void fail(Error error);

  SandboxVerbs& verbs_;
  const bool has_init_;
  Callbacks callbacks_;
  std::vector<Expected> expected_;
  platform::LaunchId last_exec_id_;
  bool created_ = false;
};

}  // namespace peapod::runtime
