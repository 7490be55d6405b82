#pragma once

// ScriptedServer by TLS, with mbedTLS and a certificate that nobody has signed, made for the test.

#include <mbedtls/ssl.h>
#include <mbedtls/ssl_cache.h>
#include <mbedtls/x509_crt.h>

#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "platform/sys/unique_fd.h"

namespace peapod::test {

class TlsServer {
 public:
  enum class Sessions : std::uint8_t { New, Remembered, HungUpOn };  // What becomes of those that a client offers.

  // `newest_minor`: the newest version it speaks, MBEDTLS_SSL_MINOR_VERSION_2 is TLS 1.1.
  TlsServer(UniqueFd listening, std::vector<std::string> responses, int newest_minor = MBEDTLS_SSL_MINOR_VERSION_3,
            Sessions sessions = Sessions::New);
  ~TlsServer();

  int port() const { return port_; }
  std::vector<std::string> requests() const;
  std::size_t whole_handshakes() const;           // With a certificate.
  std::vector<std::string> server_names() const;  // Of each handshake; empty when none was asked for.

 private:
  void make_certificate();
  void serve();
  bool hangs_up(int socket) const;
  int shake_hands(mbedtls_ssl_context& ssl);
  void answer(int socket);

  UniqueFd listening_;
  int port_;
  const std::vector<std::string> responses_;
  const Sessions sessions_;
  mbedtls_ssl_config config_;
  mbedtls_ssl_cache_context cache_;
  mbedtls_x509_crt certificate_;
  mbedtls_pk_context key_;
  mutable std::mutex mutex_;
  int current_ = -1;  // The connection being served, so that the end need not wait for its client.
  std::vector<std::string> requests_;
  std::vector<std::string> server_names_;
  std::size_t whole_handshakes_ = 0;
  std::string server_name_;  // Of the handshake in progress.
  std::thread thread_;
};

}  // namespace peapod::test
