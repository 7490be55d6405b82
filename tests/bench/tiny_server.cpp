#include "tests/bench/tiny_server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

namespace peapod::bench {
namespace {

[[noreturn]] void serve(int net_ns, int ready) {
  static constexpr char kReply[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (setns(net_ns, CLONE_NEWNET) != 0) _exit(1);
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(kTinyServerPort);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int yes = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 || listen(listener, 64) != 0) _exit(1);
  if (write(ready, "r", 1) != 1) _exit(1);
  for (;;) {
    const int connection = accept(listener, nullptr, nullptr);
    std::array<char, 2048> request;
    if (recv(connection, request.data(), request.size(), 0) > 0)
      send(connection, kReply, sizeof kReply - 1, MSG_NOSIGNAL);
    close(connection);
  }
}

}  // namespace

TinyServer::TinyServer(int net_ns) {
  std::array<int, 2> listening{};
  if (pipe2(listening.data(), O_CLOEXEC) != 0) return;
  pid_ = fork();
  if (pid_ == 0) serve(net_ns, listening[1]);
  close(listening[1]);
  char ready = 0;
  ok_ = read(listening[0], &ready, 1) == 1;
  close(listening[0]);
}

TinyServer::~TinyServer() {
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

}  // namespace peapod::bench
