#include "firmware-agent/runtime/capture_pipe.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <utility>

namespace peapod::runtime {
namespace {

constexpr std::size_t kBytesPerTurn = 64 << 10;
constexpr std::size_t kPipeBytesMax = 1 << 20;  // The most an unprivileged pipe holds: fs.pipe-max-size.

}  // namespace

LoopOwned<CapturePipe> CapturePipe::make(uv_loop_t* loop) { return LoopOwned<CapturePipe>(new CapturePipe(loop)); }

Result<void> CapturePipe::start(UniqueFd pipe) {
  assert(!reading());
  size_ = 0;
  at_end_ = false;
  fd_ = std::move(pipe);
  if (::fcntl(fd_.get(), F_SETFL, O_NONBLOCK) != 0) {
    fd_.reset();
    return Error{errno, "read an output pipe"};
  }
  if (poll_open_) return {};  // The last one is being closed; handle_closed() goes on.
  return watch();
}

Result<void> CapturePipe::watch() {
  if (const int error = uv_poll_init(loop_, &poll_, fd_.get()); error != 0) {
    fd_.reset();
    return Error{-error, "watch an output pipe"};
  }
  opened(reinterpret_cast<uv_handle_t*>(&poll_));
  poll_open_ = true;
  uv_poll_start(&poll_, UV_READABLE, [](uv_poll_t* poll, int, int) {
    static_cast<CapturePipe&>(*static_cast<LoopObject*>(poll->data)).drain(kBytesPerTurn);
  });
  return {};
}

void CapturePipe::drain(std::size_t bytes_max) {
  char rest[4096];
  for (std::size_t total = 0; fd_ && total < bytes_max;) {
    const bool full = size_ == buffer_.size();
    char* const into = full ? rest : buffer_.data() + size_;
    const ssize_t got = ::read(fd_.get(), into, full ? sizeof rest : buffer_.size() - size_);
    if (got > 0) {
      total += static_cast<std::size_t>(got);
      if (!full) size_ += static_cast<std::size_t>(got);
    } else if (got < 0 && errno == EAGAIN) {
      return;
    } else if (got == 0 || errno != EINTR) {
      at_end_ = true;
      close();
    }
  }
}

void CapturePipe::stop() {
  if (!reading()) return;
  drain(kPipeBytesMax);
  if (reading()) close();
}

void CapturePipe::close() {
  if (poll_open_ && uv_is_closing(reinterpret_cast<uv_handle_t*>(&poll_)) == 0) {
    close_handle(reinterpret_cast<uv_handle_t*>(&poll_));
  }
  fd_.reset();
}

void CapturePipe::handle_closed(uv_handle_t*) {
  poll_open_ = false;
  if (!reading()) return;
  if (Result<void> watched = watch(); !watched) at_end_ = true;  // Not a pipe: there is nothing to read from it.
}

}  // namespace peapod::runtime
