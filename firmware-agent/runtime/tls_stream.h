#pragma once

// The client's side of TLS 1.2 over a socket that somebody else connects and waits for, as kubelet's probes use it: the
// server's certificate is not verified, and a server name is sent only when the host is a name. Made once and used for
// one connection after the other, each of which goes on with the session of the one before when the server agrees: that
// spares the elliptic curves, which are nearly all that a handshake costs. Built without PEAPOD_TLS every connection
// fails, and manifests that want one are refused.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace peapod::runtime {

class TlsStream {
 public:
  enum class State : std::uint8_t {
    Done,
    WantsRead,   // Call again when the socket is readable,
    WantsWrite,  // or writable.
    Closed,      // The other side has ended the connection.
    Failed       // failure() says why.
  };
  struct Moved {
    State state = State::Failed;
    std::size_t size = 0;  // With Done: bytes taken or given, at least 1.
  };

  static bool available();  // Built with PEAPOD_TLS.

  TlsStream();
  ~TlsStream();
  TlsStream(const TlsStream&) = delete;
  TlsStream& operator=(const TlsStream&) = delete;

  // On a connected, non-blocking socket, which must stay open until end().
  void begin(int socket, std::string_view host);
  void end();  // Idempotent; says no farewell.

  State handshake();
  Moved write(std::string_view bytes);
  Moved read(char* into, std::size_t size);
  bool has_unread() const;  // Decrypted bytes that the socket will not tell of.

  // In Go's words: "remote error: tls: ...", "EOF". Valid until the next begin().
  std::string_view failure() const;
  // What failed is no TLS: the server answered in clear HTTP ("http: server gave HTTP response to HTTPS client").
  bool got_http() const;
  // What failed had offered an earlier session, which is forgotten now: a new connection may fare better.
  bool forget_session();

 private:
  struct Session;
  std::unique_ptr<Session> session_;
};

}  // namespace peapod::runtime
