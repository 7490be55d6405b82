#include "platform/init/hardware_watchdog.h"
#include "tests/support/emulation.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>

namespace peapod::platform {
namespace {

TEST(ChooseWatchdog, PrefersTheFirstThatTheKernelDoesNotCountItself) {
  EXPECT_FALSE(choose_watchdog({}));
  EXPECT_EQ(choose_watchdog({{"watchdog10", "i6300ESB timer"}, {"watchdog2", "iTCO_wdt"}})->name, "watchdog2");
  EXPECT_EQ(choose_watchdog({{"watchdog0", "Software Watchdog"}, {"watchdog1", "i6300ESB timer"}})->name, "watchdog1");
  EXPECT_EQ(choose_watchdog({{"watchdog0", "Software Watchdog"}})->name, "watchdog0");
  EXPECT_EQ(choose_watchdog({{"watchdog0", "Software Watchdog"}, {"watchdog1", ""}})->name, "watchdog1");
}

// The write end of a pipe in the device's place: what it was told can be read.
class Device : public testing::Test {
 protected:
  void SetUp() override {
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK), 0);
    told_.reset(ends[0]);
    device_.reset(ends[1]);
  }

  std::string told() const {
    std::array<char, 16> bytes{};
    const ssize_t size = ::read(told_.get(), bytes.data(), bytes.size());
    return size < 0 ? "nothing" : std::string(bytes.data(), static_cast<std::size_t>(size));
  }

  UniqueFd told_;
  UniqueFd device_;
};

TEST_F(Device, IsPingedWithoutTheMagicLetter) {
  HardwareWatchdog watchdog(std::move(device_), "/dev/watchdog0", 10);
  EXPECT_TRUE(watchdog.ping());
  EXPECT_EQ(told(), std::string(1, '\0'));
  EXPECT_EQ(told(), "nothing");
}

TEST_F(Device, IsDisarmedByTheMagicLetterBeforeItIsClosed) {
  HardwareWatchdog watchdog(std::move(device_), "/dev/watchdog0", 10);
  watchdog.disarm();
  EXPECT_EQ(told(), "V");
  EXPECT_EQ(told(), "");  // The end of the file: closed.
}

TEST_F(Device, StaysArmedWhenItsOwnerVanishes) {
  { const HardwareWatchdog watchdog(std::move(device_), "/dev/watchdog0", 10); }
  EXPECT_EQ(told(), "");
}

TEST_F(Device, ThatIsGoneIsSaid) {
  HardwareWatchdog watchdog(UniqueFd(), "/dev/watchdog7", 10);
  const Result<void> pinged = watchdog.ping();
  ASSERT_FALSE(pinged);
  EXPECT_EQ(pinged.error().message(), "ping watchdog '/dev/watchdog7': Bad file descriptor");
}

TEST(OpenWatchdog, RefusesWhatIsNone) {
  SKIP_UNDER_USER_EMULATION();
  const auto missing = HardwareWatchdog::open("/nonexistent/watchdog", 10);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ENOENT);
  const auto null = HardwareWatchdog::open("/dev/null", 10);
  ASSERT_FALSE(null);
  EXPECT_EQ(null.error().message(), "watchdog '/dev/null': Inappropriate ioctl for device");
  const auto directory = HardwareWatchdog::open("/tmp", 10);
  ASSERT_FALSE(directory);
  EXPECT_EQ(directory.error().code, ENOTTY);
}

}  // namespace
}  // namespace peapod::platform
