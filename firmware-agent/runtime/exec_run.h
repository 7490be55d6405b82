#pragma once

// One process added to a running container: exec, exec probes and exec hooks. The prepared plan may be run
// any number of times, one after the other; a run takes descriptors and ends with exactly one call.

#include <string>

#include "firmware-agent/runtime/kernel_pod.h"
#include "firmware-agent/runtime/launch_target.h"
#include "platform/launch/container_plan.h"

namespace peapod::runtime {

class ExecRun final : private LaunchTarget {
 public:
  class Owner {
   public:
    // `text` says why it could not be started, and is empty otherwise; then exit_code is the process's own.
    virtual void on_exec_exited(int exit_code, const std::string& text) = 0;

   protected:
    ~Owner() = default;
  };

  ExecRun(PodContext& context, Owner& owner) : context_(context), owner_(owner) {}
  ~ExecRun();
  ExecRun(const ExecRun&) = delete;
  ExecRun& operator=(const ExecRun&) = delete;

  // The plan and the descriptors in it are borrowed until the run has ended. A stdin of -1 is /dev/null.
  Result<void> start(platform::PreparedLaunch& launch, int in, int out, int err);
  void kill();
  bool running() const { return id_ != 0; }

 private:
  void on_report(const platform::KeeperReport& report) override;
  void end(int exit_code, const std::string& text);

  PodContext& context_;
  Owner& owner_;
  platform::LaunchId id_ = 0;
  const platform::Plan* plan_ = nullptr;
  UniqueFd report_read_,
      report_write_;   // Kept from run to run: eight bytes come through when an exec failed.
  UniqueFd dev_null_;  // The stdin of runs that are given none, opened at the first of them.
};

}  // namespace peapod::runtime
