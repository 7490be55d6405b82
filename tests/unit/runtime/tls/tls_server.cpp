#include "tests/unit/runtime/tls/tls_server.h"

#include <gtest/gtest.h>
#include <mbedtls/net_sockets.h>
#include <sys/random.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <utility>

#include "tests/unit/runtime/network_box.h"

namespace peapod::test {
namespace {

int random_bytes(void*, unsigned char* into, std::size_t size) {
  return ::getrandom(into, size, 0) == static_cast<ssize_t>(size) ? 0 : -1;
}

int send_to(void* socket, const unsigned char* bytes, std::size_t size) {
  return static_cast<int>(::send(*static_cast<int*>(socket), bytes, size, MSG_NOSIGNAL));
}

int receive_from(void* socket, unsigned char* into, std::size_t size) {
  return static_cast<int>(::recv(*static_cast<int*>(socket), into, size, 0));
}

}  // namespace

TlsServer::TlsServer(UniqueFd listening, std::vector<std::string> responses, int newest_minor, Sessions sessions)
    : listening_(std::move(listening)),
      port_(NetworkBox::port_of(listening_.get())),
      responses_(std::move(responses)),
      sessions_(sessions) {
  make_certificate();
  mbedtls_ssl_config_init(&config_);
  mbedtls_ssl_config_defaults(&config_, MBEDTLS_SSL_IS_SERVER, MBEDTLS_SSL_TRANSPORT_STREAM,
                              MBEDTLS_SSL_PRESET_DEFAULT);
  mbedtls_ssl_conf_max_version(&config_, MBEDTLS_SSL_MAJOR_VERSION_3, newest_minor);
  mbedtls_ssl_conf_min_version(&config_, MBEDTLS_SSL_MAJOR_VERSION_3,
                               std::min(newest_minor, MBEDTLS_SSL_MINOR_VERSION_3));
  mbedtls_ssl_conf_rng(&config_, random_bytes, nullptr);
  mbedtls_ssl_cache_init(&cache_);
  if (sessions != Sessions::New) {
    mbedtls_ssl_conf_session_cache(&config_, &cache_, mbedtls_ssl_cache_get, mbedtls_ssl_cache_set);
  }
  EXPECT_EQ(mbedtls_ssl_conf_own_cert(&config_, &certificate_, &key_), 0);
  mbedtls_ssl_conf_sni(
      &config_,
      [](void* server, mbedtls_ssl_context*, const unsigned char* name, std::size_t size) {
        static_cast<TlsServer*>(server)->server_name_.assign(name, name + size);
        return 0;
      },
      this);
  thread_ = std::thread([this] { serve(); });
}

TlsServer::~TlsServer() {
  {
    const std::lock_guard lock(mutex_);
    ::shutdown(listening_.get(), SHUT_RDWR);  // Wakes accept().
    if (current_ >= 0) ::shutdown(current_, SHUT_RDWR);
  }
  thread_.join();
  mbedtls_ssl_config_free(&config_);
  mbedtls_ssl_cache_free(&cache_);
  mbedtls_x509_crt_free(&certificate_);
  mbedtls_pk_free(&key_);
}

std::vector<std::string> TlsServer::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

std::size_t TlsServer::whole_handshakes() const {
  const std::lock_guard lock(mutex_);
  return whole_handshakes_;
}

std::vector<std::string> TlsServer::server_names() const {
  const std::lock_guard lock(mutex_);
  return server_names_;
}

void TlsServer::make_certificate() {
  mbedtls_pk_init(&key_);
  mbedtls_x509_crt_init(&certificate_);
  ASSERT_EQ(mbedtls_pk_setup(&key_, mbedtls_pk_info_from_type(MBEDTLS_PK_ECKEY)), 0);
  ASSERT_EQ(mbedtls_ecp_gen_key(MBEDTLS_ECP_DP_SECP256R1, mbedtls_pk_ec(key_), random_bytes, nullptr), 0);
  mbedtls_x509write_cert form;
  mbedtls_x509write_crt_init(&form);
  mbedtls_x509write_crt_set_subject_key(&form, &key_);
  mbedtls_x509write_crt_set_issuer_key(&form, &key_);
  mbedtls_x509write_crt_set_md_alg(&form, MBEDTLS_MD_SHA256);
  mbedtls_mpi serial;
  mbedtls_mpi_init(&serial);
  mbedtls_mpi_lset(&serial, 1);
  ASSERT_EQ(mbedtls_x509write_crt_set_serial(&form, &serial), 0);
  ASSERT_EQ(mbedtls_x509write_crt_set_subject_name(&form, "CN=not-the-host.example"), 0);
  ASSERT_EQ(mbedtls_x509write_crt_set_issuer_name(&form, "CN=nobody"), 0);
  // Over since long: neither the date nor the name nor the issuer is looked at.
  ASSERT_EQ(mbedtls_x509write_crt_set_validity(&form, "20010101000000", "20020101000000"), 0);
  std::array<unsigned char, 4096> der;
  const int size = mbedtls_x509write_crt_der(&form, der.data(), der.size(), random_bytes, nullptr);
  ASSERT_GT(size, 0);
  ASSERT_EQ(mbedtls_x509_crt_parse_der(&certificate_, der.data() + der.size() - size, static_cast<std::size_t>(size)),
            0);
  mbedtls_mpi_free(&serial);
  mbedtls_x509write_crt_free(&form);
}

void TlsServer::serve() {
  for (;;) {
    UniqueFd connection(::accept4(listening_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!connection) return;
    {
      const std::lock_guard lock(mutex_);
      current_ = connection.get();
    }
    answer(connection.get());
    const std::lock_guard lock(mutex_);
    current_ = -1;
  }
}

bool TlsServer::hangs_up(int socket) const {
  if (sessions_ != Sessions::HungUpOn) return false;
  // Of a ClientHello: heads of record and message, version, 32 random bytes, and then the length of the session's id.
  std::array<unsigned char, 44> hello;
  return ::recv(socket, hello.data(), hello.size(), MSG_PEEK | MSG_WAITALL) == 44 && hello.back() != 0;
}

int TlsServer::shake_hands(mbedtls_ssl_context& ssl) {
  bool whole = false;
  while (ssl.state != MBEDTLS_SSL_HANDSHAKE_OVER) {
    whole = whole || ssl.state == MBEDTLS_SSL_SERVER_CERTIFICATE;
    if (const int result = mbedtls_ssl_handshake_step(&ssl); result != 0) return result;
  }
  const std::lock_guard lock(mutex_);
  whole_handshakes_ += whole;
  return 0;
}

void TlsServer::answer(int socket) {
  if (hangs_up(socket)) return;
  mbedtls_ssl_context ssl;
  mbedtls_ssl_init(&ssl);
  server_name_.clear();
  std::string request;
  unsigned char buffer[4096];
  if (mbedtls_ssl_setup(&ssl, &config_) == 0) {
    mbedtls_ssl_set_bio(&ssl, &socket, send_to, receive_from, nullptr);
    if (shake_hands(ssl) == 0) {
      {
        const std::lock_guard lock(mutex_);
        server_names_.push_back(server_name_);
      }
      while (request.find("\r\n\r\n") == std::string::npos) {
        const int count = mbedtls_ssl_read(&ssl, buffer, sizeof buffer);
        if (count <= 0) break;
        request.append(buffer, buffer + count);
      }
      std::string response;
      {
        const std::lock_guard lock(mutex_);
        response = responses_[std::min(requests_.size(), responses_.size() - 1)];
        requests_.push_back(request);
      }
      const bool hold = response.ends_with(ScriptedServer::kHold) || response == ScriptedServer::kSilence;
      if (response == ScriptedServer::kSilence) response.clear();
      if (response.ends_with(ScriptedServer::kHold)) response.resize(response.size() - ScriptedServer::kHold.size());
      for (std::size_t sent = 0; sent < response.size();) {
        const int count = mbedtls_ssl_write(&ssl, reinterpret_cast<const unsigned char*>(response.data()) + sent,
                                            response.size() - sent);
        if (count <= 0) break;
        sent += static_cast<std::size_t>(count);
      }
      // Until the probe has closed.
      while (hold && ::recv(socket, buffer, sizeof buffer, 0) > 0) {
      }
      if (!hold) mbedtls_ssl_close_notify(&ssl);
    }
  }
  mbedtls_ssl_free(&ssl);
}

}  // namespace peapod::test
