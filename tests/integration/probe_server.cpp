// probe-server: what probes of tests and benches ask, in one process: http at 8080, https at 8443, gRPC's health
// service at 9000.

#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "tests/unit/runtime/grpc/health_server.h"
#include "tests/unit/runtime/network_box.h"
#include "tests/unit/runtime/tls/tls_server.h"

namespace {

peapod::UniqueFd listen_at(std::uint16_t port) {
  peapod::UniqueFd listening(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int yes = 1;
  ::setsockopt(listening.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  if (::bind(listening.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(listening.get(), 128) != 0) {
    std::perror("probe-server");
    std::exit(1);
  }
  return listening;
}

}  // namespace

int main() {
  ::signal(SIGTERM, [](int) { ::_exit(0); });
  const std::string good = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  const peapod::test::TlsServer https(listen_at(8443), {good}, MBEDTLS_SSL_MINOR_VERSION_3,
                                      peapod::test::TlsServer::Sessions::Remembered);
  const peapod::test::HealthServer grpc(listen_at(9000), {peapod::test::health_status(1)});
  const peapod::test::ScriptedServer http(listen_at(8080), {good});  // The last: who asks it may ask all.
  for (;;) ::pause();
}
