#pragma once

// What an exec'd probe or hook prints, up to 10 KiB (kubelet prober.go maxRespBodyLength); the rest is read
// and dropped, so that the process never blocks on its pipe. Made once per probe and used again: nothing is
// allocated per run.

#include <array>
#include <cstddef>
#include <functional>
#include <string_view>

#include "firmware-agent/runtime/loop_object.h"
#include "platform/sys/result.h"
#include "platform/sys/unique_fd.h"

namespace peapod::runtime {

class CapturePipe : public LoopObject {
 public:
  static constexpr std::size_t kCaptureMax = 10 << 10;

  static LoopOwned<CapturePipe> make(uv_loop_t* loop);

  // Forgets the last text and reads from `pipe`. Must not be reading: after make() or stop().
  Result<void> start(UniqueFd pipe);
  // Takes what the pipe holds now and closes it. Call it when the process has exited: a child that it left
  // behind may hold the pipe open for ever. Idempotent.
  void stop();

  bool reading() const { return fd_.get() >= 0; }
  bool at_end() const { return at_end_; }                            // Every writer has closed it.
  std::string_view text() const { return {buffer_.data(), size_}; }  // Valid until the next start().

 private:
  explicit CapturePipe(uv_loop_t* loop) : loop_(loop) {}
  ~CapturePipe() override = default;

  Result<void> watch();
  void drain(std::size_t bytes_max);
  void close();
  void handle_closed(uv_handle_t* handle) override;

  uv_loop_t* loop_;
  uv_poll_t poll_{};
  bool poll_open_ = false;  // Until the loop has closed it.
  UniqueFd fd_;
  bool at_end_ = false;
  std::array<char, kCaptureMax> buffer_;
  std::size_t size_ = 0;
};

}  // namespace peapod::runtime
