#include "platform/init/service_manager.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdlib>
#include <string>

namespace peapod::platform {
namespace {

using std::chrono::microseconds;

TEST(NotifyAddress, IsAPathOrAnAbstractName) {
  const auto path = notify_address("/run/systemd/notify");
  ASSERT_TRUE(path);
  EXPECT_STREQ(path->address.sun_path, "/run/systemd/notify");
  EXPECT_EQ(path->size, offsetof(sockaddr_un, sun_path) + sizeof "/run/systemd/notify");

  const auto abstract = notify_address("@box/notify");
  ASSERT_TRUE(abstract);
  EXPECT_EQ(abstract->size, offsetof(sockaddr_un, sun_path) + std::string("@box/notify").size());
  EXPECT_EQ(std::string(abstract->address.sun_path, 11), std::string("\0box/notify", 11));
}

TEST(NotifyAddress, IsNothingElse) {
  for (const std::string& bad : {std::string(), std::string("@"), std::string("/"), std::string("run/notify"),
                                 std::string("vsock:2:1234"), "/" + std::string(107, 'x')}) {
    EXPECT_FALSE(notify_address(bad)) << bad;
  }
  EXPECT_TRUE(notify_address("/" + std::string(106, 'x')));
}

TEST(WatchdogTimeout, IsForTheProcessThatIsNamed) {
  EXPECT_EQ(watchdog_timeout("30000000", "", 7), microseconds(30'000'000));
  EXPECT_EQ(watchdog_timeout("30000000", "7", 7), microseconds(30'000'000));
  EXPECT_FALSE(watchdog_timeout("30000000", "8", 7));
  EXPECT_FALSE(watchdog_timeout("30000000", "seven", 7));
  EXPECT_FALSE(watchdog_timeout("", "", 7));
  EXPECT_FALSE(watchdog_timeout("0", "", 7));
  EXPECT_FALSE(watchdog_timeout("-5", "", 7));
  EXPECT_FALSE(watchdog_timeout("30s", "", 7));
}

// A manager: a bound datagram socket, named in our environment.
class Manager : public testing::Test {
 protected:
  void listen(const std::string& name) {
    const auto address = notify_address(name);
    ASSERT_TRUE(address);
    socket_.reset(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    ASSERT_EQ(::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address->address), address->size), 0);
    ::setenv("NOTIFY_SOCKET", name.c_str(), 1);
  }

  std::string heard() const {
    std::array<char, 256> text{};
    const ssize_t size = ::recv(socket_.get(), text.data(), text.size(), 0);
    return size < 0 ? "" : std::string(text.data(), static_cast<std::size_t>(size));
  }

  void TearDown() override {
    for (const char* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"}) ::unsetenv(name);
    if (!path_.empty()) ::unlink(path_.c_str());
  }

  std::string path_;
  UniqueFd socket_;
};

TEST_F(Manager, HearsOneDatagramForEachTelling) {
  path_ = "/tmp/peapod-notify-" + std::to_string(::getpid());
  for (const std::string& name : {path_, "@peapod-notify-" + std::to_string(::getpid())}) {
    listen(name);
    const auto manager = ServiceManager::take_from_environment();
    ASSERT_TRUE(manager) << manager.error().message();
    EXPECT_TRUE(manager->listens());
    EXPECT_FALSE(manager->watchdog());
    manager->tell("READY=1\nSTATUS=2 pods");
    manager->tell("WATCHDOG=1");
    EXPECT_EQ(heard(), "READY=1\nSTATUS=2 pods");
    EXPECT_EQ(heard(), "WATCHDOG=1");
    EXPECT_EQ(heard(), "");
  }
}

TEST_F(Manager, IsForgottenByTheEnvironment) {
  listen("@peapod-notify-" + std::to_string(::getpid()));
  ::setenv("WATCHDOG_USEC", "20000000", 1);
  ::setenv("WATCHDOG_PID", std::to_string(::getpid()).c_str(), 1);
  const auto manager = ServiceManager::take_from_environment();
  ASSERT_TRUE(manager);
  EXPECT_EQ(manager->watchdog(), microseconds(20'000'000));
  for (const char* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"}) EXPECT_EQ(std::getenv(name), nullptr);
  const auto next = ServiceManager::take_from_environment();
  ASSERT_TRUE(next);
  EXPECT_FALSE(next->listens());
}

TEST_F(Manager, ThatIsGoneOrSpeaksAnotherProtocolDoesNoHarm) {
  listen("@peapod-notify-" + std::to_string(::getpid()));
  const auto manager = ServiceManager::take_from_environment();
  ASSERT_TRUE(manager);
  socket_.reset();
  manager->tell("READY=1");
  ServiceManager().tell("READY=1");
  ::setenv("NOTIFY_SOCKET", "vsock:2:1234", 1);
  EXPECT_FALSE(ServiceManager::take_from_environment());
}

}  // namespace
}  // namespace peapod::platform
