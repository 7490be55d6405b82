#include "firmware-agent/runtime/container_run.h"

#include <sys/wait.h>

#include <csignal>
#include <utility>

#include "firmware-agent/runtime/event_text.h"

namespace peapod::runtime {

ContainerRun::ContainerRun(PodInbox& inbox, std::unique_ptr<ContainerVerbs> verbs, core::ContainerIndex index,
                           core::LaunchNumber launch, ContainerDetail& detail)
    : inbox_(inbox), verbs_(std::move(verbs)), index_(index), launch_(launch), detail_(detail) {}

ContainerRun::~ContainerRun() {
  inbox_.sandbox().forget(*this);
  inbox_.sandbox().release(launch_);
}

void ContainerRun::start(std::string image) {
  verbs_->choose_image([this, image = std::move(image)](const ImageAnswer& answer) {
    if (exited_) return;
    if (answer.failure) return fail(*answer.failure);
    detail_.image = image;
    detail_.image_id = answer.image_id;
    detail_.stop_signal = answer.stop_signal;
    inbox_.notice(index_, "Normal", "Pulled", pulled_message(image));
    launch_process();
  });
}

void ContainerRun::launch_process() {
  inbox_.sandbox().expect(launch_, *this);
  if (std::optional<SetupFailure> failure = verbs_->launch()) {
    inbox_.sandbox().forget(*this);
    return fail(std::move(*failure));
  }
  launched_ = true;
  verbs_->watch_exec([this] { look_at_exec(); });
}

void ContainerRun::adopt(platform::KeeperEntry&& entry) {
  pid_ = entry.pid;
  launched_ = true;
  const bool exited = entry.exited;
  const int wait_status = entry.wait_status;
  verbs_->adopt(std::move(entry));
  inbox_.sandbox().expect(launch_, *this);
  if (exited) return on_report({platform::KeeperReport::Kind::Exited, launch_, pid_, wait_status, 0, 0});
  verbs_->watch_exec([this] { look_at_exec(); });
  look_at_exec();  // A probe may be due before the loop polls, and needs what started() finds.
}

void ContainerRun::look_at_exec() {
  if (exec_settled_) return;
  const ExecProgress progress = verbs_->exec_progress();
  if (progress.state == ExecProgress::State::Pending) return;
  exec_settled_ = true;
  if (progress.state == ExecProgress::State::Failed) {
    child_failure_ = progress.failure;
  } else if (pid_ != 0) {
    exec_done();
  }
}

void ContainerRun::exec_done() {
  exec_ready_ = true;
  verbs_->started(pid_);
  inbox_.push(core::event::Started{index_, launch_});
}

void ContainerRun::on_report(const platform::KeeperReport& report) {
  switch (report.kind) {
    case platform::KeeperReport::Kind::Launched:
      pid_ = report.pid;
      if (exec_settled_ && !child_failure_) exec_done();
      return;
    case platform::KeeperReport::Kind::LaunchFailed:
      return fail(verbs_->explain({report.step, report.error}));
    case platform::KeeperReport::Kind::Exited:
      break;
  }
  look_at_exec();
  on_exited(report.wait_status);
}

void ContainerRun::fail(SetupFailure failure) {
  exited_ = true;
  detail_.waiting_message = std::move(failure.message);
  verbs_->clean_up();
  inbox_.push(core::event::StartFailed{index_, launch_, failure.reason, failure.exit_code});
}

void ContainerRun::on_exited(int wait_status) {
  if (child_failure_) return fail(verbs_->explain(*child_failure_));
  exited_ = true;
  if (!exec_ready_) inbox_.push(core::event::Started{index_, launch_});
  core::event::Exited exit{index_, launch_, WEXITSTATUS(wait_status), 0, false};
  if (WIFSIGNALED(wait_status)) {
    exit.signal = WTERMSIG(wait_status);
    exit.exit_code = 128 + exit.signal;
  }
  ContainerEnd end = verbs_->end(exit.exit_code, exit.signal == SIGKILL);
  exit.oom_killed = end.oom_killed;
  detail_.message = std::move(end.message);
  verbs_->clean_up();
  inbox_.push(exit);
}

void ContainerRun::stop() {
  if (!launched_) return give_up();
  // Before its exec it would not understand the signal: the machine asks again once it has started.
  if (exec_ready_) verbs_->stop();
}

void ContainerRun::give_up() {
  if (exited_) return;
  fail({core::StartFailure::CreateContainerError, "the pod was stopped before the container could start"});
}

void ContainerRun::kill() {
  if (!launched_) return give_up();
  verbs_->kill();
}

}  // namespace peapod::runtime
