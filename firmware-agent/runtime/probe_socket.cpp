#include "firmware-agent/runtime/probe_socket.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <cstring>

namespace peapod::runtime {
namespace {

UniqueFd make_socket(int family) { return UniqueFd(::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)); }

const sockaddr* generic(const sockaddr_storage* address) { return reinterpret_cast<const sockaddr*>(address); }

// When nobody listens on a port of the ephemeral range, the kernel may choose just that port for our end, and
// TCP's simultaneous open then connects the socket to itself.
bool connected_to_itself(int socket) {
  sockaddr_storage own{}, peer{};
  socklen_t own_size = sizeof own, peer_size = sizeof peer;
  if (::getsockname(socket, reinterpret_cast<sockaddr*>(&own), &own_size) != 0) return false;
  if (::getpeername(socket, reinterpret_cast<sockaddr*>(&peer), &peer_size) != 0) return false;
  return own_size == peer_size && std::memcmp(&own, &peer, own_size) == 0;
}

}  // namespace

bool ProbeAddress::assign(std::string_view host, std::int32_t port) {
  if (port < 1 || port > 65535) return false;
  if (host == "localhost") host = "127.0.0.1";
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  char text[INET6_ADDRSTRLEN];
  if (host.size() >= sizeof text) return false;
  text[host.copy(text, sizeof text - 1)] = '\0';
  storage = {};
  if (::inet_pton(AF_INET, text, &reinterpret_cast<sockaddr_in&>(storage).sin_addr) == 1) {
    storage.ss_family = AF_INET;
    size = sizeof(sockaddr_in);
  } else if (::inet_pton(AF_INET6, text, &reinterpret_cast<sockaddr_in6&>(storage).sin6_addr) == 1) {
    storage.ss_family = AF_INET6;
    size = sizeof(sockaddr_in6);
  } else {
    return false;
  }
  set_port(port);
  return true;
}

void ProbeAddress::set_port(std::int32_t port) {
  // Both families have it in the same place.
  static_assert(offsetof(sockaddr_in, sin_port) == offsetof(sockaddr_in6, sin6_port));
  reinterpret_cast<sockaddr_in&>(storage).sin_port = htons(static_cast<std::uint16_t>(port));
}

ProbeConnection connect_probe(int netns, const ProbeAddress& address) {
  ProbeConnection connection;
  if (netns < 0) {
    connection.fd = make_socket(address.storage.ss_family);
    connection.error = errno;
  } else {
    const UniqueFd own(::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
    if (!own || ::setns(netns, CLONE_NEWNET) != 0) {
      connection.error = errno;
      return connection;
    }
    connection.fd = make_socket(address.storage.ss_family);
    connection.error = errno;
    if (::setns(own.get(), CLONE_NEWNET) != 0) std::abort();
  }
  if (!connection.fd) return connection;
  connection.error = 0;
  if (::connect(connection.fd.get(), generic(&address.storage), address.size) != 0 && errno != EINPROGRESS) {
    connection.error = errno;
    connection.fd.reset();
  }
  return connection;
}

int connection_error(int socket) {
  int error = 0;
  socklen_t size = sizeof error;
  if (::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size) != 0) return errno;
  if (error == 0 && connected_to_itself(socket)) return ECONNREFUSED;
  return error;
}

void append_host_port(std::string& out, std::string_view host, std::int32_t port) {
  const bool v6 = host.find(':') != std::string_view::npos;
  char digits[12];
  const char* end = std::to_chars(digits, digits + sizeof digits, port).ptr;
  out.append(v6 ? "[" : "").append(host).append(v6 ? "]:" : ":").append(digits, static_cast<std::size_t>(end - digits));
}

void append_errno(std::string& out, int error) {
  const char* text = std::strerror(error);
  // Go's texts are libc's with a small first letter.
  if (text[0] >= 'A' && text[0] <= 'Z') {
    out.push_back(static_cast<char>(text[0] - 'A' + 'a'));
    text += 1;
  }
  out.append(text);
}

}  // namespace peapod::runtime
