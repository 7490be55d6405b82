#include "firmware-agent/runtime/liveness.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <string>
#include <utility>

#include "tests/unit/runtime/allocation_count.h"
#include "tests/unit/runtime/test_loop.h"

namespace peapod::runtime {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(PingInterval, IsHalfOfTheShortestTimeout) {
  EXPECT_FALSE(ping_interval(std::nullopt, std::nullopt));
  EXPECT_EQ(ping_interval(microseconds(30'000'000), std::nullopt), milliseconds(15'000));
  EXPECT_EQ(ping_interval(std::nullopt, seconds(15)), milliseconds(7'500));
  EXPECT_EQ(ping_interval(microseconds(30'000'000), seconds(10)), milliseconds(5'000));
  EXPECT_EQ(ping_interval(microseconds(4'000'000), seconds(10)), milliseconds(2'000));
  EXPECT_EQ(ping_interval(microseconds(1), std::nullopt), milliseconds(1));
}

// A loop whose pings go to a socket in the manager's place and a pipe in the board's.
class Watched : public testing::Test {
 protected:
  void SetUp() override {
    const std::string name = "@peapod-liveness-" + std::to_string(::getpid());
    const auto address = platform::notify_address(name);
    ASSERT_TRUE(address);
    socket_.reset(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    ASSERT_EQ(::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address->address), address->size), 0);
    ::setenv("NOTIFY_SOCKET", name.c_str(), 1);
    ::setenv("WATCHDOG_USEC", "4000", 1);
    auto manager = platform::ServiceManager::take_from_environment();
    ASSERT_TRUE(manager);
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK), 0);
    board_.reset(ends[0]);
    liveness_.emplace(loop_.get(), *std::move(manager),
                      platform::HardwareWatchdog(UniqueFd(ends[1]), "/dev/watchdog0", 60), [this] { return pods_; });
  }

  // Nothing when there is none.
  static std::string next(const UniqueFd& fd) {
    std::array<char, 256> text{};
    const ssize_t size = ::read(fd.get(), text.data(), text.size());
    return size < 0 ? "" : std::string(text.data(), static_cast<std::size_t>(size));
  }

  bool run_until_pinged(int times) {
    pings_ = 0;
    wanted_ = times;
    return loop_.run_until([this] {
      std::array<char, 1> byte{};
      if (::read(board_.get(), byte.data(), 1) == 1) ++pings_;
      return pings_ >= wanted_;
    });
  }

  test::TestLoop loop_;
  UniqueFd socket_;
  UniqueFd board_;
  std::size_t pods_ = 2;
  int pings_ = 0;
  int wanted_ = 0;
  std::optional<Liveness> liveness_;
};

TEST_F(Watched, TellsWhatItIsAbout) {
  liveness_->ready();
  EXPECT_EQ(next(socket_), "READY=1\nSTATUS=2 pods");
  pods_ = 1;
  liveness_->stopping();
  EXPECT_EQ(next(socket_), "STOPPING=1\nSTATUS=1 pod");
}

TEST_F(Watched, PingsBothAsTheLoopTurns) {
  EXPECT_EQ(next(socket_), "");
  ASSERT_TRUE(run_until_pinged(1));
  EXPECT_EQ(next(socket_), "WATCHDOG=1\nSTATUS=2 pods");
}

TEST_F(Watched, PingsWithoutAllocating) {
  ASSERT_TRUE(run_until_pinged(1));
  const std::size_t before = test::allocation_count();
  ASSERT_TRUE(run_until_pinged(20));
  EXPECT_EQ(test::allocation_count(), before);
}

TEST_F(Watched, LeavesTheBoardDisarmed) {
  liveness_->leave();
  EXPECT_EQ(next(socket_), "STOPPING=1\nSTATUS=2 pods");
  EXPECT_EQ(next(board_), "V");
  loop_.settle();
  EXPECT_EQ(next(socket_), "");
}

}  // namespace
}  // namespace peapod::runtime
