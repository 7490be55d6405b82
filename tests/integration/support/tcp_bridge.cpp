#include "tests/integration/support/tcp_bridge.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <list>
#include <utility>
#include <vector>

namespace peapod::test {
namespace {

struct Connection {
  UniqueFd ends[2];
  bool ended[2] = {false, false};  // Nothing more will come from this end.
};

UniqueFd connect_to(const std::string& path) {
  UniqueFd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
  if (connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) fd.reset();
  return fd;
}

// Moves what has come at one end to the other. False when the connection is over.
bool pass_on(Connection& connection, int from) {
  const int to = 1 - from;
  char bytes[65536];
  const ssize_t count = read(connection.ends[from].get(), bytes, sizeof bytes);
  if (count < 0) return false;
  if (count == 0) {
    connection.ended[from] = true;
    shutdown(connection.ends[to].get(), SHUT_WR);
    return !connection.ended[to];
  }
  for (ssize_t sent = 0; sent < count;) {
    const ssize_t now =
        send(connection.ends[to].get(), bytes + sent, static_cast<std::size_t>(count - sent), MSG_NOSIGNAL);
    if (now < 0) return false;
    sent += now;
  }
  return true;
}

}  // namespace

TcpBridge::TcpBridge(std::string socket_path)
    : socket_path_(std::move(socket_path)),
      listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)),
      stop_(eventfd(0, EFD_CLOEXEC)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener_.get(), generic, size) != 0 || listen(listener_.get(), 16) != 0) return;
  if (getsockname(listener_.get(), generic, &size) != 0) return;
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { carry(); });
}

TcpBridge::~TcpBridge() {
  if (!thread_.joinable()) return;
  eventfd_write(stop_.get(), 1);
  thread_.join();
}

void TcpBridge::carry() {
  std::list<Connection> connections;
  for (;;) {
    std::vector<pollfd> waiting = {{stop_.get(), POLLIN, 0}, {listener_.get(), POLLIN, 0}};
    for (const Connection& connection : connections) {
      for (int end : {0, 1}) waiting.push_back({connection.ended[end] ? -1 : connection.ends[end].get(), POLLIN, 0});
    }
    if (poll(waiting.data(), waiting.size(), -1) < 0 || waiting[0].revents != 0) return;
    auto ready = waiting.begin() + 2;
    for (auto connection = connections.begin(); connection != connections.end();) {
      bool alive = true;
      for (int end : {0, 1}) {
        if ((ready++)->revents != 0 && alive) alive = pass_on(*connection, end);
      }
      connection = alive ? std::next(connection) : connections.erase(connection);
    }
    if (waiting[1].revents == 0) continue;
    UniqueFd client(accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    UniqueFd server = connect_to(socket_path_);
    if (client && server) connections.push_back({{std::move(client), std::move(server)}, {false, false}});
  }
}

}  // namespace peapod::test
