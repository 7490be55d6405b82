#include "platform/init/service_manager.h"

#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>

namespace peapod::platform {
namespace {

template <class Number>
std::optional<Number> whole_number(std::string_view text) {
  Number value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string take_variable(const char* name) {
  const char* value = std::getenv(name);
  std::string taken = value == nullptr ? "" : value;
  ::unsetenv(name);
  return taken;
}

}  // namespace

std::optional<NotifyAddress> notify_address(std::string_view notify_socket) {
  NotifyAddress result;
  if (notify_socket.size() < 2 || notify_socket.size() >= sizeof result.address.sun_path) return std::nullopt;
  const bool abstract = notify_socket.front() == '@';
  if (!abstract && notify_socket.front() != '/') return std::nullopt;
  result.address.sun_family = AF_UNIX;
  std::memcpy(result.address.sun_path, notify_socket.data(), notify_socket.size());
  // An abstract name begins with a zero byte and ends with the address's size; a path ends with a zero byte.
  if (abstract) result.address.sun_path[0] = '\0';
  result.size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + notify_socket.size() + (abstract ? 0U : 1U));
  return result;
}

std::optional<std::chrono::microseconds> watchdog_timeout(std::string_view usec, std::string_view pid, pid_t self) {
  if (!pid.empty() && whole_number<pid_t>(pid) != self) return std::nullopt;
  const auto value = whole_number<std::int64_t>(usec);
  if (!value || *value <= 0) return std::nullopt;
  return std::chrono::microseconds(*value);
}

Result<ServiceManager> ServiceManager::take_from_environment() {
  const std::string name = take_variable("NOTIFY_SOCKET");
  const std::string usec = take_variable("WATCHDOG_USEC");
  const std::string pid = take_variable("WATCHDOG_PID");
  ServiceManager manager;
  if (name.empty()) return manager;
  const std::optional<NotifyAddress> address = notify_address(name);
  if (!address) return Error{EAFNOSUPPORT, "NOTIFY_SOCKET '" + name + "'"};
  manager.address_ = *address;
  manager.watchdog_ = watchdog_timeout(usec, pid, ::getpid());
  manager.socket_.reset(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!manager.socket_) return Error{errno, "socket for NOTIFY_SOCKET"};
  return manager;
}

void ServiceManager::tell(std::string_view lines) const {
  if (!socket_) return;
  (void)::sendto(socket_.get(), lines.data(), lines.size(), MSG_NOSIGNAL,
                 reinterpret_cast<const sockaddr*>(&address_.address), address_.size);
}

}  // namespace peapod::platform
