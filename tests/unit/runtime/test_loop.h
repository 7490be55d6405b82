#pragma once

#include <gtest/gtest.h>
#include <uv.h>

#include <functional>

namespace peapod::test {

// A libuv loop that ends clean: what is still open in it at the end is a leak and fails the test.
class TestLoop {
 public:
  TestLoop() {
    uv_loop_init(&loop_);
    uv_timer_init(&loop_, &guard_);
    guard_.data = this;
  }
  ~TestLoop() {
    uv_close(reinterpret_cast<uv_handle_t*>(&guard_), nullptr);
    while (uv_run(&loop_, UV_RUN_NOWAIT) != 0 && turns_left_-- > 0) {
    }
    EXPECT_EQ(uv_loop_close(&loop_), 0) << "a handle was left open";
  }

  uv_loop_t* get() { return &loop_; }

  // Turns the loop until `done`; false when 10 s were not enough.
  bool run_until(const std::function<bool()>& done) {
    expired_ = false;
    uv_update_time(&loop_);
    uv_timer_start(
        &guard_, [](uv_timer_t* timer) { static_cast<TestLoop*>(timer->data)->expired_ = true; }, 10'000, 0);
    while (!done() && !expired_) uv_run(&loop_, UV_RUN_ONCE);
    uv_timer_stop(&guard_);
    return !expired_;
  }

  // Whatever is ready now, and the callbacks of what was closed.
  void settle() {
    for (int i = 0; i < 3; ++i) uv_run(&loop_, UV_RUN_NOWAIT);
  }

 private:
  uv_loop_t loop_;
  uv_timer_t guard_;
  bool expired_ = false;
  int turns_left_ = 1000;
};

}  // namespace peapod::test
