#include "firmware-agent/runtime/log_pump.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace peapod::runtime {
namespace {

constexpr std::size_t kReadBytes = 16 << 10;
constexpr std::size_t kPipeBytesMax = 1 << 20;  // The most an unprivileged pipe holds: fs.pipe-max-size.

}  // namespace

LogPump::LogPump(uv_loop_t* loop, std::unique_ptr<LogWriter> writer, std::function<void()> ended)
    : loop_(loop), writer_(std::move(writer)), ended_(std::move(ended)) {
  ends_[0].stream = Stream::Stdout;
  ends_[1].stream = Stream::Stderr;
}

LoopOwned<LogPump> LogPump::make(uv_loop_t* loop, std::unique_ptr<LogWriter> writer, std::function<void()> ended) {
  return LoopOwned<LogPump>(new LogPump(loop, std::move(writer), std::move(ended)));
}

Result<void> LogPump::start(UniqueFd stdout_pipe, UniqueFd stderr_pipe) {
  if (stdout_pipe) {
    if (Result<void> watched = watch(ends_[0], std::move(stdout_pipe)); !watched) return watched;
  }
  if (!stderr_pipe) return {};
  return watch(ends_[1], std::move(stderr_pipe));
}

Result<void> LogPump::watch(End& end, UniqueFd fd) {
  // Makes the descriptor non-blocking too.
  if (const int error = uv_poll_init(loop_, &end.poll, fd.get()); error != 0) return Error{-error, "watch a log pipe"};
  opened(reinterpret_cast<uv_handle_t*>(&end.poll));
  end.fd = std::move(fd);
  open_ends_ += 1;
  uv_poll_start(&end.poll, UV_READABLE, [](uv_poll_t* poll, int, int) {
    LogPump& pump = static_cast<LogPump&>(*static_cast<LoopObject*>(poll->data));
    pump.drain(poll == &pump.ends_[0].poll ? pump.ends_[0] : pump.ends_[1], kBytesPerTurn);
    if (pump.open_ends_ > 0) return;
    pump.writer_->flush_partial(wall_clock());
    pump.ended_();
  });
  return {};
}

std::size_t LogPump::drain(End& end, std::size_t bytes_max) {
  std::size_t total = 0;
  char buffer[kReadBytes];
  while (end.fd && total < bytes_max) {
    const ssize_t got = ::read(end.fd.get(), buffer, std::min(sizeof buffer, bytes_max - total));
    if (got > 0) {
      writer_->write(end.stream, {buffer, static_cast<std::size_t>(got)}, wall_clock());
      total += static_cast<std::size_t>(got);
    } else if (got < 0 && errno == EAGAIN) {
      break;
    } else if (got == 0 || errno != EINTR) {
      end_reached(end);  // A pty's end is EIO.
    }
  }
  return total;
}

void LogPump::end_reached(End& end) {
  close_handle(reinterpret_cast<uv_handle_t*>(&end.poll));
  end.fd.reset();
  open_ends_ -= 1;
}

std::size_t LogPump::finish() {
  std::size_t total = 0;
  for (End& end : ends_) {
    total += drain(end, kPipeBytesMax);
    if (end.fd) end_reached(end);
  }
  writer_->flush_partial(wall_clock());
  return total;
}

}  // namespace peapod::runtime
