#pragma once

// One launch of one container, from its image to its exit, as the executor sees it: what has been asked for, what is
// known of it, and what the machine is told. The machine decides when; its verbs do it.

#include <memory>
#include <optional>
#include <string>

#include "firmware-agent/core/pod_event.h"
#include "firmware-agent/runtime/launch_target.h"
#include "firmware-agent/runtime/sandbox.h"
#include "firmware-agent/runtime/verbs.h"

namespace peapod::runtime {

class ContainerRun final : private LaunchTarget {
 public:
  // `detail` receives what is learned: image, messages.
  ContainerRun(PodInbox& inbox, std::unique_ptr<ContainerVerbs> verbs, core::ContainerIndex index,
               core::LaunchNumber launch, ContainerDetail& detail);
  // By now the end of it is on record, and the keeper may forget its status.
  ~ContainerRun();
  ContainerRun(const ContainerRun&) = delete;
  ContainerRun& operator=(const ContainerRun&) = delete;

  void start(std::string image);              // Leads to Started or StartFailed.
  void adopt(platform::KeeperEntry&& entry);  // Goes on with the process an earlier agent started.
  void stop();                                // The stop signal, to the first process.
  void kill();                                // SIGKILL, to every process.

  core::LaunchNumber launch() const { return launch_; }
  bool running() const { return exec_ready_ && !exited_; }
  bool ended() const { return exited_; }  // The machine has been told, or soon will be.
  ContainerVerbs& verbs() { return *verbs_; }

 private:
  void on_report(const platform::KeeperReport& report) override;
  void launch_process();
  void look_at_exec();
  void exec_done();
  void on_exited(int wait_status);
  void give_up();
  void fail(SetupFailure failure);

  PodInbox& inbox_;
  std::unique_ptr<ContainerVerbs> verbs_;
  const core::ContainerIndex index_;
  const core::LaunchNumber launch_;
  ContainerDetail& detail_;
  std::optional<platform::ChildFailure> child_failure_;
  pid_t pid_ = 0;
  bool launched_ = false;      // The keeper has been asked; it will tell of the end.
  bool exec_settled_ = false;  // The report pipe has said all it will.
  bool exec_ready_ = false;
  bool exited_ = false;
};

}  // namespace peapod::runtime
