#pragma once

// Tells the service manager that started us how we are: the datagrams of sd_notify(3), without systemd's library. Under
// an init that does not speak it nothing is sent.

#include <sys/socket.h>
#include <sys/un.h>

#include <chrono>
#include <optional>
#include <string_view>

#include "platform/sys/result.h"
#include "platform/sys/unique_fd.h"

namespace peapod::platform {

struct NotifyAddress {
  sockaddr_un address{};
  socklen_t size = 0;
};

// The value of $NOTIFY_SOCKET: an absolute path, or '@' and the name of an abstract socket. Nothing when it is neither,
// or longer than an address can be.
std::optional<NotifyAddress> notify_address(std::string_view notify_socket);

// The values of $WATCHDOG_USEC and $WATCHDOG_PID (empty: not set) as sd_watchdog_enabled(3) reads them: the time within
// which the manager wants to hear from process `self`. Nothing when it does not wait for us.
std::optional<std::chrono::microseconds> watchdog_timeout(std::string_view usec, std::string_view pid, pid_t self);

class ServiceManager {
 public:
  // Nobody listens.
  ServiceManager() = default;

  // The one of our environment, from which its variables are removed: what we start must not speak for us.
  static Result<ServiceManager> take_from_environment();

  bool listens() const { return static_cast<bool>(socket_); }
  std::optional<std::chrono::microseconds> watchdog() const { return watchdog_; }

  // Lines of sd_notify(3), such as "READY=1\nSTATUS=two pods". Allocates nothing and does not wait; what a manager that
  // is busy or gone misses is lost.
  void tell(std::string_view lines) const;

 private:
  UniqueFd socket_;
  NotifyAddress address_;
  std::optional<std::chrono::microseconds> watchdog_;
};

}  // namespace peapod::platform
