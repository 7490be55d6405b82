#include "tests/unit/runtime/network_box.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>

namespace peapod::test {
namespace {

void bring_loopback_up() {
  const UniqueFd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  ifreq request{};
  std::strcpy(request.ifr_name, "lo");
  ::ioctl(socket.get(), SIOCGIFFLAGS, &request);
  request.ifr_flags |= IFF_UP;
  ::ioctl(socket.get(), SIOCSIFFLAGS, &request);
}

}  // namespace

const std::string ScriptedServer::kSilence = "(silence)";
const std::string ScriptedServer::kHold = "(hold)";

NetworkBox::NetworkBox() {
  std::thread([this] {
    if (::unshare(CLONE_NEWNET) != 0) return;
    bring_loopback_up();
    fd_.reset(::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
  }).join();
}

UniqueFd NetworkBox::listen(const std::string& address, int port) const {
  UniqueFd listening;
  std::thread([&] {
    if (::setns(fd_.get(), CLONE_NEWNET) != 0) return;
    sockaddr_in6 v6{};
    sockaddr_in v4{};
    v6.sin6_family = AF_INET6;
    v4.sin_family = AF_INET;
    v6.sin6_port = v4.sin_port = htons(static_cast<std::uint16_t>(port));
    const bool is_v6 = ::inet_pton(AF_INET6, address.c_str(), &v6.sin6_addr) == 1;
    ::inet_pton(AF_INET, address.c_str(), &v4.sin_addr);
    listening.reset(::socket(is_v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const int yes = 1;
    ::setsockopt(listening.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    const auto* any = is_v6 ? reinterpret_cast<sockaddr*>(&v6) : reinterpret_cast<sockaddr*>(&v4);
    if (::bind(listening.get(), any, is_v6 ? sizeof v6 : sizeof v4) != 0 || ::listen(listening.get(), 16) != 0) {
      listening.reset();
    }
  }).join();
  return listening;
}

int NetworkBox::port_of(int socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(reinterpret_cast<sockaddr_in&>(address).sin_port);  // The same place in both families.
}

ScriptedServer::ScriptedServer(UniqueFd listening, std::vector<std::string> responses)
    : listening_(std::move(listening)),
      port_(NetworkBox::port_of(listening_.get())),
      responses_(std::move(responses)),
      thread_([this] { serve(); }) {}

ScriptedServer::~ScriptedServer() {
  ::shutdown(listening_.get(), SHUT_RDWR);  // Wakes accept().
  thread_.join();
}

std::vector<std::string> ScriptedServer::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

void ScriptedServer::serve() {
  for (;;) {
    UniqueFd connection(::accept4(listening_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!connection) return;
    answer(std::move(connection));
  }
}

void ScriptedServer::answer(UniqueFd connection) {
  std::string request;
  char buffer[4096];
  while (request.find("\r\n\r\n") == std::string::npos) {
    const ssize_t count = ::recv(connection.get(), buffer, sizeof buffer, 0);
    if (count <= 0) return;
    request.append(buffer, static_cast<std::size_t>(count));
  }
  std::string response;
  {
    const std::lock_guard lock(mutex_);
    response = responses_[std::min(requests_.size(), responses_.size() - 1)];
    requests_.push_back(request);
  }
  bool hold = response == kSilence;
  if (hold) response.clear();
  if (response.ends_with(kHold)) {
    hold = true;
    response.resize(response.size() - kHold.size());
  }
  for (std::size_t sent = 0; sent < response.size();) {
    const ssize_t count = ::send(connection.get(), response.data() + sent, response.size() - sent, MSG_NOSIGNAL);
    if (count <= 0) return;
    sent += static_cast<std::size_t>(count);
  }
  if (hold) held_.push_back(std::move(connection));
}

}  // namespace peapod::test
