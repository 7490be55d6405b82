#pragma once

#include <gtest/gtest.h>
#include <uv.h>

#include <functional>
#include <utility>

namespace peapod::test {

// A libuv loop that ends clean: what is still open in it at the end is a leak and fails the test.
class TestLoop {
 public:
  TestLoop() {
    uv_loop_init(&loop_);
    uv_timer_init(&loop_, &guard_);
    uv_prepare_init(&loop_, &before_poll_);
    guard_.data = this;
    before_poll_.data = this;
  }
  ~TestLoop() {
    uv_close(reinterpret_cast<uv_handle_t*>(&guard_), nullptr);
    uv_close(reinterpret_cast<uv_handle_t*>(&before_poll_), nullptr);
    for (int turns = 0; turns < 1000 && uv_run(&loop_, UV_RUN_NOWAIT) != 0; ++turns) {
    }
    EXPECT_EQ(uv_loop_close(&loop_), 0) << "a handle was left open";
  }
  TestLoop(const TestLoop&) = delete;
  TestLoop& operator=(const TestLoop&) = delete;

  uv_loop_t* get() { return &loop_; }

  // Turns the loop until `done`, which is asked each time before the loop would wait; false after 10 s.
  bool run_until(std::function<bool()> done) {
    done_ = std::move(done);
    uv_update_time(&loop_);
    uv_timer_start(
        &guard_, [](uv_timer_t* timer) { uv_stop(timer->loop); }, 10'000, 0);
    uv_prepare_start(&before_poll_, [](uv_prepare_t* prepare) {
      if (static_cast<TestLoop*>(prepare->data)->done_()) uv_stop(prepare->loop);
    });
    uv_run(&loop_, UV_RUN_DEFAULT);
    uv_timer_stop(&guard_);
    uv_prepare_stop(&before_poll_);
    return done_();
  }

  // Whatever is ready now, and the callbacks of what was closed.
  void settle() {
    for (int i = 0; i < 3; ++i) uv_run(&loop_, UV_RUN_NOWAIT);
  }

 private:
  uv_loop_t loop_;
  uv_timer_t guard_;
  uv_prepare_t before_poll_;
  std::function<bool()> done_;
};

}  // namespace peapod::test
