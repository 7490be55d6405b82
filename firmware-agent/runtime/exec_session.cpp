#include "firmware-agent/runtime/exec_session.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <utility>

#include "firmware-agent/runtime/container_stdio.h"
#include "firmware-agent/runtime/exec_run.h"

namespace peapod::runtime {
namespace {

constexpr std::size_t kReadSize = 32 << 10;
constexpr std::size_t kStdinMax = 1 << 20;  // Not yet taken by the process; more is dropped with the session.

Result<void> make_pipe(UniqueFd& read_end, UniqueFd& write_end) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return Error{errno, "pipe"};
  read_end.reset(ends[0]);
  write_end.reset(ends[1]);
  return {};
}

void make_non_blocking(const UniqueFd& fd) { ::fcntl(fd.get(), F_SETFL, O_NONBLOCK); }

class Session : public ExecSession, private ExecRun::Owner {
 public:
  Session(PodContext& context, ExecCallbacks callbacks)
      : loop_(context.node.loop), callbacks_(std::move(callbacks)), run_(context, *this) {}

  Result<void> start(const KernelContainer& container, const ExecRequest& request) {
    Result<platform::PreparedLaunch> prepared = container.prepare_exec(request.command, request.tty);
    if (!prepared) return prepared.error();
    prepared_ = std::move(*prepared);
    UniqueFd child_stdin, child_stdout, child_stderr;
    tty_ = request.tty;
    if (tty_) {
      Result<Pty> pty = open_pty(request.columns, request.rows);
      if (!pty) return pty.error();
      output_[0].fd = std::move(pty->master);
      child_stdout = std::move(pty->slave);
    } else {
      if (request.stdin_open) {
        if (Result<void> made = make_pipe(child_stdin, stdin_); !made) return made;
        make_non_blocking(stdin_);
      }
      if (Result<void> made = make_pipe(output_[0].fd, child_stdout); !made) return made;
      if (Result<void> made = make_pipe(output_[1].fd, child_stderr); !made) return made;
    }
    for (Output& output : output_) watch(output);
    const int out = child_stdout.get();
    return run_.start(prepared_, tty_ ? out : child_stdin.get(), out, tty_ ? out : child_stderr.get());
  }

  void write_stdin(std::string_view data) override {
    if (pending_.size() + data.size() > kStdinMax) return run_.kill();
    pending_.append(data);
    flush();
  }

  void close_stdin() override {
    constexpr char kEndOfTransmission = 4;
    if (tty_) return write_stdin({&kEndOfTransmission, 1});
    closing_ = true;
    flush();
  }

  void resize(std::uint16_t columns, std::uint16_t rows) override {
    if (!tty_) return;
    winsize size{};
    size.ws_col = columns;
    size.ws_row = rows;
    ::ioctl(output_[0].fd.get(), TIOCSWINSZ, &size);
  }

  void hold_output(bool held) override {
    for (Output& output : output_) {
      if (!output.poll) continue;
      if (held) {
        uv_poll_stop(output.poll.get());
      } else {
        uv_poll_start(output.poll.get(), UV_READABLE, on_readable);
      }
    }
  }

  std::size_t stdin_queued() const override { return pending_.size(); }

 private:
  struct Output {
    Session* session = nullptr;
    int stream = 1;
    UniqueFd fd;
    UvHandle<uv_poll_t> poll;
  };

  void watch(Output& output) {
    if (!output.fd) return;
    output.session = this;
    make_non_blocking(output.fd);
    output.poll = watch_fd(loop_, output.fd.get(), UV_READABLE, &output, on_readable);
  }

  static void on_readable(uv_poll_t* poll, int, int) {
    auto& readable = *static_cast<Output*>(poll->data);
    (void)readable.session->read(readable);
  }

  // One read; false when there is nothing more for now, or ever.
  bool read(Output& output) {
    if (!output.fd) return false;
    char buffer[kReadSize];
    const ssize_t got = ::read(output.fd.get(), buffer, sizeof buffer);
    if (got > 0) {
      callbacks_.output(output.stream, {buffer, static_cast<std::size_t>(got)});
      return true;
    }
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return false;
    output.poll.reset();  // End of file; EIO from a pty whose last slave was closed.
    if (!tty_) output.fd.reset();
    return false;
  }

  void flush() {
    const UniqueFd& target = tty_ ? output_[0].fd : stdin_;
    while (!pending_.empty() && target) {
      const ssize_t put = ::write(target.get(), pending_.data(), pending_.size());
      if (put < 0 && errno == EAGAIN) return wait_writable();
      if (put < 0) pending_.clear();  // EPIPE: the process has closed it.
      if (put > 0) pending_.erase(0, static_cast<std::size_t>(put));
    }
    const bool taken = writable_ != nullptr;
    writable_.reset();
    writable_fd_.reset();  // It is a write end too: while it is open the process sees no end of its input.
    if (closing_) stdin_.reset();
    if (taken && callbacks_.stdin_taken) callbacks_.stdin_taken();
  }

  // A duplicate, for libuv watches a descriptor only once and a pty is watched for reading already.
  void wait_writable() {
    if (writable_) return;
    writable_fd_.reset(::fcntl(tty_ ? output_[0].fd.get() : stdin_.get(), F_DUPFD_CLOEXEC, 0));
    writable_ = watch_fd(loop_, writable_fd_.get(), UV_WRITABLE, this,
                         [](uv_poll_t* poll, int, int) { static_cast<Session*>(poll->data)->flush(); });
  }

  void on_exec_exited(int exit_code, const std::string& text) override {
    for (Output& output : output_) {
      // What is in the pipe now; a child left behind may hold it open for ever.
      for (int i = 0; i < 64 && read(output); ++i) {
      }
      output.poll.reset();
    }
    writable_.reset();
    // The callback may destroy this session: nothing of it is touched afterwards.
    if (!text.empty()) return ExecCallbacks(callbacks_).failed(text);
    ExecCallbacks(callbacks_).exited(exit_code);
  }

  uv_loop_t* loop_;
  ExecCallbacks callbacks_;
  platform::PreparedLaunch prepared_;
  ExecRun run_;
  bool tty_ = false;
  Output output_[2] = {{nullptr, 1, UniqueFd(), nullptr}, {nullptr, 2, UniqueFd(), nullptr}};
  UniqueFd stdin_;
  UniqueFd writable_fd_;
  UvHandle<uv_poll_t> writable_;
  std::string pending_;
  bool closing_ = false;
};

}  // namespace

std::unique_ptr<ExecSession> start_exec_session(PodContext& context, const KernelContainer& container,
                                                const ExecRequest& request, ExecCallbacks callbacks, Refusal& refusal) {
  auto session = std::make_unique<Session>(context, std::move(callbacks));
  if (Result<void> started = session->start(container, request); !started) {
    refusal = {Refusal::Kind::Internal, started.error().message()};
    return nullptr;
  }
  return session;
}

}  // namespace peapod::runtime
