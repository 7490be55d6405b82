#include "firmware-agent/runtime/container_stdio.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <utility>

namespace peapod::runtime {
namespace {

// Our end does not block; the container's does, unless it changes that itself.
Result<void> make_pipe(UniqueFd& read_end, UniqueFd& write_end, UniqueFd& ours) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return Error{errno, "pipe"};
  read_end.reset(ends[0]);
  write_end.reset(ends[1]);
  ::fcntl(ours.get(), F_SETFL, O_NONBLOCK);
  return {};
}

}  // namespace

Result<Pty> open_pty(std::uint16_t columns, std::uint16_t rows) {
  Pty pty;
  pty.master.reset(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK));
  if (!pty.master) return Error{errno, "open /dev/ptmx"};
  char path[64];
  if (::grantpt(pty.master.get()) != 0 || ::unlockpt(pty.master.get()) != 0 ||
      ::ptsname_r(pty.master.get(), path, sizeof path) != 0) {
    return Error{errno, "make a pseudo terminal"};
  }
  pty.path = path;
  pty.slave.reset(::open(path, O_RDWR | O_NOCTTY | O_CLOEXEC));
  if (!pty.slave) return Error{errno, "open " + pty.path};
  winsize size{};
  size.ws_col = columns;
  size.ws_row = rows;
  ::ioctl(pty.master.get(), TIOCSWINSZ, &size);
  return pty;
}

Result<void> ContainerStdio::open(const config::Container& container, std::uint32_t uid) {
  tty_ = container.tty;
  if (tty_) {
    Result<Pty> pty = open_pty(80, 24);
    if (!pty) return pty.error();
    stdout_read_ = std::move(pty->master);
    child_stdout_ = std::move(pty->slave);
    if (::fchown(child_stdout_.get(), uid, static_cast<gid_t>(-1)) != 0)
      return Error{errno, "change the owner of a pty"};
    tty_path_ = pty->path;
    return {};
  }
  if (container.stdin_open) {
    if (Result<void> made = make_pipe(child_stdin_, stdin_write_, stdin_write_); !made) return made;
  }
  if (Result<void> made = make_pipe(stdout_read_, child_stdout_, stdout_read_); !made) return made;
  if (Result<void> made = make_pipe(stderr_read_, child_stderr_, stderr_read_); !made) return made;
  for (const UniqueFd* end : {&child_stdin_, &child_stdout_, &child_stderr_}) {
    if (*end && ::fchown(end->get(), uid, static_cast<gid_t>(-1)) != 0)
      return Error{errno, "change the owner of a pipe"};
  }
  return {};
}

platform::Stdio ContainerStdio::child_ends() const {
  platform::Stdio stdio;
  stdio.in = tty_ ? child_stdout_.get() : child_stdin_.get();
  stdio.out = child_stdout_.get();
  stdio.err = tty_ ? child_stdout_.get() : child_stderr_.get();
  stdio.tty = tty_;
  stdio.tty_path = tty_path_;
  return stdio;
}

void ContainerStdio::close_child_ends() {
  child_stdin_.reset();
  child_stdout_.reset();
  child_stderr_.reset();
}

std::vector<int> ContainerStdio::to_hold() const {
  std::vector<int> ours;
  for (const UniqueFd* fd : {&stdout_read_, &stderr_read_, &stdin_write_}) {
    if (*fd) ours.push_back(fd->get());
  }
  return ours;
}

void ContainerStdio::adopt(const config::Container& container, std::vector<UniqueFd>& held) {
  tty_ = container.tty;
  std::size_t next = 0;
  const auto take = [&](UniqueFd& fd) {
    if (next < held.size()) fd = std::move(held[next++]);
  };
  take(stdout_read_);
  if (!tty_) take(stderr_read_);
  if (!tty_ && container.stdin_open) take(stdin_write_);
  held.erase(held.begin(), held.begin() + static_cast<std::ptrdiff_t>(next));
}

Result<void> ContainerStdio::pump_into(uv_loop_t* loop, std::unique_ptr<LogWriter> writer) {
  pump_ = LogPump::make(loop, std::move(writer), [] {});
  return pump_->start(std::move(stdout_read_), std::move(stderr_read_));
}

void ContainerStdio::finish() {
  if (pump_) pump_->finish();
  pump_.reset();
  stdin_write_.reset();
}

}  // namespace peapod::runtime
