#include "firmware-agent/runtime/exec_probe.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "config/wording.h"
#include "firmware-agent/runtime/event_text.h"

namespace peapod::runtime {

ExecProbe::ExecProbe(PodContext& context, const KernelContainer& container, std::vector<std::string> command,
                     ProbeDone done)
    : container_(container),
      command_(std::move(command)),
      done_(std::move(done)),
      run_(context, *this),
      output_(CapturePipe::make(context.node.loop)),
      timer_(make_timer(context.node.loop, this)) {
  std::string line;
  for (const std::string& word : command_) line.append(line.empty() ? "" : " ").append(word);
  command_text_ = config::quoted(line);
  text_.reserve(command_text_.size() + 64);
}

void ExecProbe::start(core::Millis timeout) {
  timeout_ = timeout;
  timed_out_ = false;
  auto start = [&]() -> Result<void> {
    if (!prepared_) {
      Result<platform::PreparedLaunch> prepared = container_.prepare_exec(command_, false);
      if (!prepared) return prepared.error();
      prepared_ = std::move(*prepared);
    }
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return Error{errno, "pipe"};
    const UniqueFd write_end(ends[1]);
    ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
    if (Result<void> started = output_->start(UniqueFd(ends[0])); !started) return started;
    return run_.start(*prepared_, -1, write_end.get(), write_end.get());
  };
  if (Result<void> started = start(); !started) {
    output_->stop();
    return report(core::ProbeOutcome::Error, started.error().message());
  }
  if (timeout == 0) return;
  uv_timer_start(
      timer_.get(),
      [](uv_timer_t* timer) {
        auto& probe = *static_cast<ExecProbe*>(timer->data);
        probe.timed_out_ = true;
        probe.run_.kill();
      },
      static_cast<std::uint64_t>(timeout), 0);
}

void ExecProbe::on_exec_exited(int exit_code, const std::string& text) {
  uv_timer_stop(timer_.get());
  output_->stop();
  if (timed_out_) {
    text_.assign("command timed out: ").append(command_text_).append(" timed out after ").append(go_duration(timeout_));
    return report(core::ProbeOutcome::Failure, std::string_view(text_).substr(0, kProbeTextMax));
  }
  if (!text.empty()) return report(core::ProbeOutcome::Error, text);
  report(exit_code == 0 ? core::ProbeOutcome::Success : core::ProbeOutcome::Failure,
         output_->text().substr(0, kProbeTextMax));
}

void ExecProbe::report(core::ProbeOutcome outcome, std::string_view text) { done_({outcome, text, false}); }

}  // namespace peapod::runtime
