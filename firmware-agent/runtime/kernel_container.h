#pragma once

// One launch of one container on the real kernel: its image, places, cgroup, streams and plan.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "firmware-agent/runtime/container_setup.h"
#include "firmware-agent/runtime/container_stdio.h"
#include "firmware-agent/runtime/kernel_pod.h"
#include "firmware-agent/runtime/uv_handle.h"
#include "firmware-agent/runtime/verbs.h"

namespace peapod::runtime {

// "<log>/containers/<pod>_<namespace>_<container>-<id>.log", the link to a launch's log.
std::string log_link(const Node& node, const config::Pod& pod, const std::string& container,
                     std::string_view container_id);

class KernelContainer final : public ContainerVerbs {
 public:
  KernelContainer(PodContext& context, core::ContainerIndex index, core::LaunchNumber launch,
                  std::int32_t restart_count, const ContainerDetail& detail);

  void choose_image(std::function<void(const ImageAnswer&)> chosen) override;
  std::optional<SetupFailure> launch() override;
  void adopt(platform::KeeperEntry&& entry) override;
  void watch_exec(std::function<void()> readable) override;
  ExecProgress exec_progress() override;
  SetupFailure explain(const platform::ChildFailure& failure) const override;
  void started(pid_t pid) override;
  void stop() override;
  void kill() override;
  Result<void> resize() override;
  std::optional<std::int64_t> memory_usage() override;
  ContainerEnd end(int exit_code, bool by_sigkill) override;
  void clean_up() override;
  std::unique_ptr<ProbeVerbs> probe(core::ProbeKind kind) override;
  std::unique_ptr<HookVerbs> hook(core::Hook hook) override;
  std::unique_ptr<ExecSession> exec(const ExecRequest& request, ExecCallbacks callbacks, Refusal& refusal) override;

  core::ContainerIndex index() const { return index_; }
  core::LaunchNumber number() const { return launch_; }
  const config::Container& spec() const { return container_at(context_.pod.spec, index_); }

  // A plan for one more process in this container. Valid while it runs.
  Result<platform::PreparedLaunch> prepare_exec(const std::vector<std::string>& command, bool tty) const;

 private:
  std::optional<SetupFailure> describe();
  std::optional<SetupFailure> choose_pid_namespace();
  void forget_pid_namespace();
  Result<void> ask_keeper();
  Result<void> make_places();
  Result<void> make_cgroup();
  Result<void> start_logging();

  PodContext& context_;
  const core::ContainerIndex index_;
  const core::LaunchNumber launch_;
  const std::int32_t restart_count_;
  const ContainerDetail& detail_;
  std::optional<platform::Image> image_;
  ContainerPlaces places_;
  std::string scratch_directory_;  // Holds upper and work.
  platform::ContainerDescription description_;
  std::optional<platform::PreparedLaunch> prepared_;
  std::unique_ptr<platform::Cgroup> cgroup_;
  ContainerStdio stdio_;
  std::string log_file_;
  UniqueFd report_read_, report_write_;
  std::function<void()> readable_;
  UvHandle<uv_poll_t> report_watch_;
  UniqueFd pid_ns_, mnt_ns_, cgroup_ns_;
  std::optional<core::Time> taken_over_;                        // From an earlier agent.
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  // For answers that come after the end.
};

}  // namespace peapod::runtime
