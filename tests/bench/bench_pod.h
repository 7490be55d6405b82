#pragma once

// A pod without an agent, for benches of single parts: a keeper, a group, an overlay root with the payload in
// it. Every call blocks until the kernel has done it.

#include <optional>
#include <string>
#include <vector>

#include "platform/cgroup/cgroup.h"
#include "platform/launch/container_plan.h"
#include "platform/launch/keeper_client.h"
#include "platform/sys/unique_fd.h"

namespace peapod::bench {

// Directories below a fresh one in /tmp: a layer with the payload, and room for overlays.
class BenchPlaces {
 public:
  BenchPlaces();
  ~BenchPlaces();
  BenchPlaces(const BenchPlaces&) = delete;
  BenchPlaces& operator=(const BenchPlaces&) = delete;

  const std::string& top() const { return top_; }
  platform::RootFilesystem root() const;
  std::string floor_overlay() const;  // Mount options, with an upper directory of the floor's own.
  std::string floor_target() const { return top_ + "/floor-target"; }

 private:
  std::string top_;
};

class BenchPod {
 public:
  // Fails with a sentence on stderr; use only when ok().
  BenchPod(const BenchPlaces& places, const std::string& name);
  ~BenchPod();
  BenchPod(const BenchPod&) = delete;
  BenchPod& operator=(const BenchPod&) = delete;

  bool ok() const { return ok_; }
  // Group with limits, plan, launch, wait for its end, group removed. `mode` is the payload's ("" ends at
  // once).
  bool run_container();
  // Starts a container that waits; its pid, 0 when it failed. Stopped with the pod.
  pid_t start_waiting_container();
  // Runs a prepared launch to its end. Its child reports to the pod's own pipe.
  bool run(platform::PreparedLaunch& launch);
  platform::ExecDescription exec_description(pid_t pid);
  pid_t keeper_pid() const { return keeper_->pid(); }

 private:
  std::optional<platform::PreparedLaunch> prepare(const platform::Cgroup& group, const std::vector<std::string>& argv);
  bool launch(platform::LaunchId id, platform::PreparedLaunch& launch);
  bool await(platform::LaunchId id, const platform::Plan* plan, platform::KeeperReport::Kind kind);
  bool complain(const char* what, const Error& error);

  const BenchPlaces& places_;
  UniqueFd pause_;
  UniqueFd null_;
  UniqueFd report_read_;
  UniqueFd report_write_;
  std::unique_ptr<platform::CgroupTree> tree_;
  std::unique_ptr<platform::Cgroup> group_;
  std::unique_ptr<platform::Cgroup> keeper_group_;
  std::unique_ptr<platform::Cgroup> waiting_group_;
  std::optional<platform::KeeperClient> keeper_;
  std::vector<UniqueFd> namespaces_;
  platform::LaunchId last_id_ = 0;
  platform::LaunchId waiting_id_ = 0;
  pid_t last_pid_ = 0;
  bool ok_ = false;
};

}  // namespace peapod::bench
