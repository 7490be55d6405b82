#include "firmware-agent/runtime/exec_run.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

namespace peapod::runtime {
namespace {

int exit_code_of(int wait_status) {
  return WIFSIGNALED(wait_status) ? 128 + WTERMSIG(wait_status) : WEXITSTATUS(wait_status);
}

}  // namespace

ExecRun::~ExecRun() {
  if (id_ == 0) return;  // The sandbox, which may be gone by now, has told of the end.
  kill();
  context_.inbox.sandbox().forget(*this);
}

Result<void> ExecRun::start(platform::PreparedLaunch& launch, int in, int out, int err) {
  if (!report_read_) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return Error{errno, "pipe"};
    report_read_.reset(ends[0]);
    report_write_.reset(ends[1]);
  }
  if (in < 0 && !dev_null_) {
    dev_null_.reset(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    if (!dev_null_) return Error{errno, "open /dev/null"};
  }
  launch.fds[launch.stdin_index] = in < 0 ? dev_null_.get() : in;
  launch.fds[launch.stdout_index] = out;
  launch.fds[launch.stderr_index] = err;
  launch.fds[launch.report_index] = report_write_.get();
  const platform::LaunchId id = context_.inbox.sandbox().next_exec_id();
  if (Result<void> sent = context_.sandbox.launch(id, launch.plan, launch.fds, {}); !sent) return sent;
  context_.inbox.sandbox().expect(id, *this);
  id_ = id;
  plan_ = &launch.plan;
  return {};
}

void ExecRun::kill() {
  if (id_ != 0) context_.sandbox.signal(id_, SIGKILL);
}

void ExecRun::on_report(const platform::KeeperReport& report) {
  switch (report.kind) {
    case platform::KeeperReport::Kind::Launched:
      return;
    case platform::KeeperReport::Kind::LaunchFailed: {
      const platform::ChildFailure failure{report.step, report.error};
      return end(platform::failure_exit_code(*plan_, failure), platform::failure_text(*plan_, failure));
    }
    case platform::KeeperReport::Kind::Exited:
      break;
  }
  platform::ChildFailure failure;
  if (::read(report_read_.get(), &failure, sizeof failure) == static_cast<ssize_t>(sizeof failure)) {
    return end(platform::failure_exit_code(*plan_, failure), platform::failure_text(*plan_, failure));
  }
  end(exit_code_of(report.wait_status), {});
}

void ExecRun::end(int exit_code, const std::string& text) {
  id_ = 0;
  owner_.on_exec_exited(exit_code, text);
}

}  // namespace peapod::runtime
