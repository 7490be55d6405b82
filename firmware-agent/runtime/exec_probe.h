#pragma once

#include <functional>

#include "firmware-agent/runtime/capture_pipe.h"
#include "firmware-agent/runtime/exec_run.h"
#include "firmware-agent/runtime/kernel_container.h"
#include "firmware-agent/runtime/probe_report.h"
#include "firmware-agent/runtime/uv_handle.h"

namespace peapod::runtime {

// An exec probe or hook: a command in the container, its exit code the verdict, its output the text. Made for one
// launch of the container; the plan is built at the first run and nothing is allocated afterwards.
class ExecProbe final : private ExecRun::Owner {
 public:
  ExecProbe(PodContext& context, const KernelContainer& container, std::vector<std::string> command, ProbeDone done);

  // `done` is called once, from the loop. A timeout of 0 is none. Must not be busy.
  void start(core::Millis timeout);
  bool busy() const { return run_.running(); }

 private:
  void on_exec_exited(int exit_code, const std::string& text) override;
  void report(core::ProbeOutcome outcome, std::string_view text);

  const KernelContainer& container_;
  const std::vector<std::string> command_;
  ProbeDone done_;
  std::optional<platform::PreparedLaunch> prepared_;
  ExecRun run_;
  LoopOwned<CapturePipe> output_;
  UvHandle<uv_timer_t> timer_;
  std::string command_text_;  // The words in one, quoted, as kubelet names it.
  std::string text_;
  core::Millis timeout_ = 0;
  bool timed_out_ = false;
};

}  // namespace peapod::runtime
