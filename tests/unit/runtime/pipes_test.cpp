#include <fcntl.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include "firmware-agent/runtime/capture_pipe.h"
#include "firmware-agent/runtime/log_pump.h"
#include "tests/unit/runtime/allocation_count.h"
#include "tests/unit/runtime/scratch_directory.h"
#include "tests/unit/runtime/test_loop.h"

namespace peapod::runtime {
namespace {

struct Pipe {
  Pipe() {
    int ends[2];
    EXPECT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    read.reset(ends[0]);
    write.reset(ends[1]);
  }
  void put(const std::string& text) const {
    EXPECT_EQ(::write(write.get(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }

  UniqueFd read, write;
};

class LogPumpTest : public testing::Test {
 protected:
  void SetUp() override {
    auto writer = LogWriter::open(scratch_.path(), 0, {});
    ASSERT_TRUE(writer);
    pump_ = LogPump::make(loop_.get(), *std::move(writer), [this] { ended_ += 1; });
    ASSERT_TRUE(pump_->start(std::move(out_.read), std::move(err_.read)));
  }
  void TearDown() override { pump_.reset(); }

  // The log without times, which the pump takes from the clock.
  std::string log() const {
    std::string text = scratch_.read("0.log"), result;
    for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
      result += text.substr(at + kRfc3339NanoLength + 1, text.find('\n', at) - at - kRfc3339NanoLength);
    }
    return result;
  }

  test::ScratchDirectory scratch_;
  test::TestLoop loop_;
  Pipe out_, err_;
  LoopOwned<LogPump> pump_;
  int ended_ = 0;
};

TEST_F(LogPumpTest, WritesBothStreamsAndTellsTheirEnd) {
  out_.put("hello\n");
  ASSERT_TRUE(loop_.run_until([&] { return log() == "stdout F hello\n"; }));
  err_.put("oops\n");
  ASSERT_TRUE(loop_.run_until([&] { return log() == "stdout F hello\nstderr F oops\n"; }));
  out_.put("last");
  out_.write.reset();
  loop_.settle();
  EXPECT_EQ(ended_, 0) << "one end is open";
  err_.write.reset();
  ASSERT_TRUE(loop_.run_until([&] { return ended_ == 1; }));
  EXPECT_TRUE(pump_->ended());
  EXPECT_EQ(log(), "stdout F hello\nstderr F oops\nstdout P last\n");
}

TEST_F(LogPumpTest, FinishTakesWhatIsThereThoughSomebodyHoldsThePipe) {
  out_.put("one\ntwo");
  EXPECT_EQ(pump_->finish(), 7u);
  EXPECT_EQ(log(), "stdout F one\nstdout P two\n");
  loop_.settle();
  EXPECT_EQ(ended_, 0);
  EXPECT_EQ(pump_->finish(), 0u);
}

TEST_F(LogPumpTest, TakesABoundedAmountPerTurn) {
  ASSERT_GE(::fcntl(out_.write.get(), F_SETPIPE_SZ, 1 << 20), 1 << 20);
  std::string flood;
  while (flood.size() < (1 << 20)) flood += std::string(1023, 'f') + "\n";
  out_.put(flood);
  err_.put("quiet\n");
  uv_run(loop_.get(), UV_RUN_NOWAIT);
  EXPECT_THAT(log(), testing::HasSubstr("stderr F quiet\n")) << "the other stream had its turn";
  EXPECT_LT(scratch_.read("0.log").size(), 2 * LogPump::kBytesPerTurn);
}

TEST_F(LogPumpTest, AllocatesNothingPerLine) {
  out_.put("first\n");
  ASSERT_TRUE(loop_.run_until([&] { return !log().empty(); }));
  const std::size_t before = test::allocation_count();
  for (int i = 0; i < 1000; ++i) {
    ASSERT_EQ(::write(out_.write.get(), "line\n", 5), 5);
    uv_run(loop_.get(), UV_RUN_NOWAIT);
  }
  EXPECT_EQ(test::allocation_count(), before);
}

class CapturePipeTest : public testing::Test {
 protected:
  void TearDown() override { capture_.reset(); }

  test::TestLoop loop_;
  LoopOwned<CapturePipe> capture_ = CapturePipe::make(loop_.get());
};

TEST_F(CapturePipeTest, ReadsToTheEnd) {
  Pipe pipe;
  pipe.put("out and err");
  ASSERT_TRUE(capture_->start(std::move(pipe.read)));
  pipe.write.reset();
  ASSERT_TRUE(loop_.run_until([&] { return capture_->at_end(); }));
  EXPECT_EQ(capture_->text(), "out and err");
}

TEST_F(CapturePipeTest, KeepsTenKiBAndDropsTheRest) {
  Pipe pipe;
  ASSERT_TRUE(capture_->start(std::move(pipe.read)));
  std::size_t sent = 0;
  for (int i = 0; i < 100; ++i) {
    const std::string part(5000, static_cast<char>('a' + i % 26));
    pipe.put(part);
    sent += part.size();
    loop_.settle();
  }
  pipe.write.reset();
  ASSERT_TRUE(loop_.run_until([&] { return capture_->at_end(); })) << "the writer was never blocked";
  EXPECT_GT(sent, CapturePipe::kCaptureMax);
  EXPECT_EQ(capture_->text().size(), CapturePipe::kCaptureMax);
  EXPECT_EQ(capture_->text().substr(0, 5001), std::string(5000, 'a') + "b");
}

TEST_F(CapturePipeTest, StopTakesWhatIsThereAndASecondRunStartsAtOnce) {
  Pipe first, second;
  ASSERT_TRUE(capture_->start(std::move(first.read)));
  first.put("first");
  capture_->stop();
  EXPECT_EQ(capture_->text(), "first");
  EXPECT_FALSE(capture_->at_end()) << "somebody still holds it";
  // The loop has not closed the handle yet.
  ASSERT_TRUE(capture_->start(std::move(second.read)));
  EXPECT_EQ(capture_->text(), "");
  second.put("second");
  ASSERT_TRUE(loop_.run_until([&] { return capture_->text() == "second"; }));
}

TEST_F(CapturePipeTest, StopWorksBeforeTheLoopHasTurned) {
  Pipe first, second;
  ASSERT_TRUE(capture_->start(std::move(first.read)));
  capture_->stop();
  ASSERT_TRUE(capture_->start(std::move(second.read)));
  second.put("quick");
  capture_->stop();
  EXPECT_EQ(capture_->text(), "quick");
}

TEST_F(CapturePipeTest, RunsAllocateNothing) {
  std::size_t before = 0;
  for (int i = 0; i < 100; ++i) {
    if (i == 2) before = test::allocation_count();
    Pipe pipe;
    ASSERT_TRUE(capture_->start(std::move(pipe.read)));
    ASSERT_EQ(::write(pipe.write.get(), "x", 1), 1);
    uv_run(loop_.get(), UV_RUN_NOWAIT);
    capture_->stop();
    uv_run(loop_.get(), UV_RUN_NOWAIT);
  }
  EXPECT_EQ(test::allocation_count(), before);
}

TEST_F(CapturePipeTest, AFileIsAnError) {
  EXPECT_FALSE(capture_->start(UniqueFd(::open("/proc/self/exe", O_RDONLY | O_CLOEXEC))));
  EXPECT_FALSE(capture_->reading());
}

}  // namespace
}  // namespace peapod::runtime
