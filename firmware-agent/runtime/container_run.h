#pragma once

// One launch of one container, from its image to its exit: asks the keeper for the process, feeds its output
// to the log, says when it has started and how it ended. The machine decides when; this does.

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "firmware-agent/core/pod_event.h"
#include "firmware-agent/runtime/container_setup.h"
#include "firmware-agent/runtime/container_stdio.h"
#include "firmware-agent/runtime/launch_target.h"
#include "firmware-agent/runtime/pod_control.h"
#include "firmware-agent/runtime/sandbox.h"

namespace peapod::runtime {

// What a launch needs to know of its pod. Outlives the launch.
struct PodContext {
  Node& node;
  const config::Pod& pod;
  Sandbox& sandbox;
  std::string log_directory;                     // ".../pods/<namespace>_<name>_<uid>".
  std::function<void(const core::Event&)> push;  // To the machine, at the end of this turn of the loop.
  std::function<void(core::ContainerIndex, std::string_view type, std::string_view reason, std::string message)> notice;
};

// "<log>/containers/<pod>_<namespace>_<container>-<id>.log", the link to a launch's log.
std::string log_link(const Node& node, const config::Pod& pod, const std::string& container,
                     std::string_view container_id);

class ContainerRun final : private LaunchTarget {
 public:
  ContainerRun(PodContext& context, core::ContainerIndex index, core::LaunchNumber launch, std::int32_t restart_count,
               ContainerDetail& detail);
  ~ContainerRun();
  ContainerRun(const ContainerRun&) = delete;
  ContainerRun& operator=(const ContainerRun&) = delete;

  void start();                               // Leads to Started or StartFailed.
  void adopt(platform::KeeperEntry&& entry);  // Goes on with the process an earlier agent started.
  void stop();                                // The stop signal, to the first process.
  void kill();                                // SIGKILL, to every process.

  core::LaunchNumber launch() const { return launch_; }
  bool running() const { return exec_ready_ && !exited_; }

  // A plan for one more process in this container. Valid while running().
  Result<platform::PreparedLaunch> prepare_exec(const std::vector<std::string>& command, bool tty) const;

 private:
  void on_report(const platform::KeeperReport& report) override;
  std::optional<SetupFailure> describe();
  void launch_process();
  Result<void> make_places();
  Result<void> make_cgroup();
  Result<void> start_logging();
  void watch_report();
  void read_report();
  void exec_done();
  void open_namespaces();
  void on_exited(int wait_status);
  void give_up();
  void fail(core::StartFailure reason, std::string message, int exit_code = 128);
  void fail_launch(const platform::ChildFailure& failure);
  void clean_up();

  PodContext& context_;
  const config::Container& container_;
  const core::ContainerIndex index_;
  const core::LaunchNumber launch_;
  const std::int32_t restart_count_;
  ContainerDetail& detail_;
  std::optional<platform::Image> image_;
  ContainerPlaces places_;
  std::string scratch_directory_;  // Holds upper and work.
  platform::ContainerDescription description_;
  std::optional<platform::PreparedLaunch> prepared_;
  std::unique_ptr<platform::Cgroup> cgroup_;
  ContainerStdio stdio_;
  std::string log_file_;
  UniqueFd report_read_, report_write_;
  UvHandle<uv_poll_t> report_watch_;
  std::optional<platform::ChildFailure> child_failure_;
  UniqueFd pid_ns_, mnt_ns_, cgroup_ns_;
  pid_t pid_ = 0;
  bool launched_ = false;  // The keeper has been asked; it will tell of the end.
  bool exec_ready_ = false;
  bool exited_ = false;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  // For answers that come after the end.
};

}  // namespace peapod::runtime
