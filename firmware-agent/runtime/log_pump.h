#pragma once

// Moves what a container writes from its two pipes (or its pty) into its log. At most kBytesPerTurn from each
// pipe per turn of the loop, so that a container that floods its log delays nobody. Nothing is allocated
// while it runs.

#include <functional>

#include "firmware-agent/runtime/log_writer.h"
#include "firmware-agent/runtime/loop_object.h"

namespace peapod::runtime {

class LogPump : public LoopObject {
 public:
  static constexpr std::size_t kBytesPerTurn = 64 << 10;

  // `ended` is called once, from the loop, when both pipes are at their end and all is written; it may
  // destroy the pump.
  static LoopOwned<LogPump> make(uv_loop_t* loop, std::unique_ptr<LogWriter> writer, std::function<void()> ended);

  // Non-blocking reading begins. Either may be none (a pty: only the first). Errors: the kernel refuses to
  // poll it.
  Result<void> start(UniqueFd stdout_pipe, UniqueFd stderr_pipe);

  // After the container's end: writes what the pipes hold now, at most a pipe's capacity each, and what waits
  // for a newline, then stops. Someone else may hold the write ends for ever; `ended` is not called. Returns
  // bytes read.
  std::size_t finish();

  bool ended() const { return open_ends_ == 0; }
  LogWriter& writer() { return *writer_; }

 private:
  struct End {
    Stream stream = Stream::Stdout;
    UniqueFd fd;
    uv_poll_t poll{};
  };

  LogPump(uv_loop_t* loop, std::unique_ptr<LogWriter> writer, std::function<void()> ended);
  ~LogPump() override = default;

  Result<void> watch(End& end, UniqueFd fd);
  std::size_t drain(End& end, std::size_t bytes_max);
  void end_reached(End& end);

  uv_loop_t* loop_;
  std::unique_ptr<LogWriter> writer_;
  std::function<void()> ended_;
  End ends_[2];
  int open_ends_ = 0;
};

}  // namespace peapod::runtime
