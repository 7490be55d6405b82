#include "firmware-agent/runtime/tls_stream.h"

#include <arpa/inet.h>
#include <mbedtls/entropy.h>
#include <mbedtls/net_sockets.h>
#include <mbedtls/ssl.h>
#include <mbedtls/version.h>
#include <sys/random.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <utility>

#ifndef MBEDTLS_PRIVATE
#define MBEDTLS_PRIVATE(member) member
#endif

namespace peapod::runtime {
namespace {

// The kernel's, which needs no pool of its own. Never waits: a box that has gathered no randomness yet has no TLS yet.
int random_bytes(void*, unsigned char* into, std::size_t size) {
  while (size > 0) {
    const ssize_t got = ::getrandom(into, size, GRND_NONBLOCK);
    if (got < 0 && errno != EINTR) return MBEDTLS_ERR_ENTROPY_SOURCE_FAILED;
    if (got <= 0) continue;
    into += got;
    size -= static_cast<std::size_t>(got);
  }
  return 0;
}

// 2.28 is Debian 12's; 3.2 and later have other names, and curves in a good order by themselves.
#if MBEDTLS_VERSION_NUMBER >= 0x03020000
constexpr int kWrongVersion = MBEDTLS_ERR_SSL_BAD_PROTOCOL_VERSION;

void choose_protocol(mbedtls_ssl_config& config) {
  mbedtls_ssl_conf_min_tls_version(&config, MBEDTLS_SSL_VERSION_TLS1_2);
  mbedtls_ssl_conf_max_tls_version(&config, MBEDTLS_SSL_VERSION_TLS1_2);
}
#else
constexpr int kWrongVersion = MBEDTLS_ERR_SSL_BAD_HS_PROTOCOL_VERSION;

void choose_protocol(mbedtls_ssl_config& config) {
  static const mbedtls_ecp_group_id kCurves[] = {MBEDTLS_ECP_DP_SECP256R1, MBEDTLS_ECP_DP_CURVE25519,
                                                 MBEDTLS_ECP_DP_SECP384R1, MBEDTLS_ECP_DP_SECP521R1,
                                                 MBEDTLS_ECP_DP_NONE};
  mbedtls_ssl_conf_min_version(&config, MBEDTLS_SSL_MAJOR_VERSION_3, MBEDTLS_SSL_MINOR_VERSION_3);
  mbedtls_ssl_conf_curves(&config, kCurves);
}
#endif

// What all connections have in common.
const mbedtls_ssl_config& client_config() {
  static const mbedtls_ssl_config& kConfig = []() -> const mbedtls_ssl_config& {
    static const char* kProtocols[] = {"http/1.1", nullptr};
    static mbedtls_ssl_config config;
    mbedtls_ssl_config_init(&config);
    mbedtls_ssl_config_defaults(&config, MBEDTLS_SSL_IS_CLIENT, MBEDTLS_SSL_TRANSPORT_STREAM,
                                MBEDTLS_SSL_PRESET_DEFAULT);
    choose_protocol(config);
    mbedtls_ssl_conf_authmode(&config, MBEDTLS_SSL_VERIFY_NONE);
    mbedtls_ssl_conf_rng(&config, random_bytes, nullptr);
    mbedtls_ssl_conf_alpn_protocols(&config, kProtocols);
    return config;
  }();
  return kConfig;
}

bool is_address(const std::string& host) {
  unsigned char bytes[16];
  return ::inet_pton(AF_INET, host.c_str(), bytes) == 1 || ::inet_pton(AF_INET6, host.c_str(), bytes) == 1;
}

// Of a TLS record: its type, the major version, the minor one, and two bytes of length.
constexpr std::size_t kRecordHead = 5;

}  // namespace

struct TlsStream::Session {
  mbedtls_ssl_context ssl;
  bool in_use = false;
  mbedtls_ssl_session earlier;
  bool has_earlier = false;
  bool offered = false;  // The earlier one, on this connection.
  bool whole = false;    // This handshake has a certificate in it.
  int socket = -1;
  char first[kRecordHead] = {};  // Of what has come.
  std::size_t first_size = 0;
  int error = 0;  // Of the library.
  std::string host;
  std::string failure;

  static int send(void* to, const unsigned char* bytes, std::size_t size) {
    const ssize_t count = ::send(static_cast<Session*>(to)->socket, bytes, size, MSG_NOSIGNAL);
    if (count >= 0) return static_cast<int>(count);
    if (errno == EAGAIN || errno == EINTR) return MBEDTLS_ERR_SSL_WANT_WRITE;
    return errno == EPIPE || errno == ECONNRESET ? MBEDTLS_ERR_NET_CONN_RESET : MBEDTLS_ERR_NET_SEND_FAILED;
  }

  static int receive(void* to, unsigned char* into, std::size_t size) {
    auto& session = *static_cast<Session*>(to);
    const ssize_t count = ::recv(session.socket, into, size, 0);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return MBEDTLS_ERR_SSL_WANT_READ;
    if (count < 0) return errno == ECONNRESET ? MBEDTLS_ERR_NET_CONN_RESET : MBEDTLS_ERR_NET_RECV_FAILED;
    const std::size_t wanted = std::min(kRecordHead - session.first_size, static_cast<std::size_t>(count));
    std::memcpy(session.first + session.first_size, into, wanted);
    session.first_size += wanted;
    return static_cast<int>(count);
  }

  void forget() {
    if (has_earlier) mbedtls_ssl_session_free(&earlier);
    has_earlier = false;
  }

  void remember() {
    if (has_earlier && !whole) return;
    forget();
    mbedtls_ssl_session_init(&earlier);
    has_earlier = true;
    if (mbedtls_ssl_get_session(&ssl, &earlier) != 0) forget();
  }

  int shake_hands() {
    while (ssl.MBEDTLS_PRIVATE(state) != MBEDTLS_SSL_HANDSHAKE_OVER) {
      whole = whole || ssl.MBEDTLS_PRIVATE(state) == MBEDTLS_SSL_SERVER_CERTIFICATE;
      if (const int result = mbedtls_ssl_handshake_step(&ssl); result != 0) return result;
    }
    return 0;
  }

  State judge(int result) {
    switch (result) {
      case MBEDTLS_ERR_SSL_WANT_READ:
        return State::WantsRead;
      case MBEDTLS_ERR_SSL_WANT_WRITE:
        return State::WantsWrite;
      case 0:
      case MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY:
      case MBEDTLS_ERR_SSL_CONN_EOF:
        return State::Closed;
      default:
        error = result;
        describe();
        return State::Failed;
    }
  }

  bool begins_with(std::string_view text) const { return std::string_view(first, first_size) == text; }

  void describe() {
    constexpr char kAlert = 21, kHandshake = 22;
    if (begins_with("HTTP/")) {
      failure = "http: server gave HTTP response to HTTPS client";
    } else if (first_size == kRecordHead && first[0] != kAlert && first[0] != kHandshake) {
      failure = "tls: first record does not look like a TLS handshake";
    } else if (error == MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE) {
      failure = "remote error: tls: handshake failure";
    } else if (error == kWrongVersion) {
      failure = "tls: server selected unsupported protocol version";
    } else if (error == MBEDTLS_ERR_NET_CONN_RESET) {
      failure = "read: connection reset by peer";
    } else {
      char digits[16];
      const char* end = std::to_chars(digits, digits + sizeof digits, -error, 16).ptr;
      failure.assign("tls: mbedTLS error -0x").append(digits, static_cast<std::size_t>(end - digits));
    }
  }
};

bool TlsStream::available() { return true; }
TlsStream::TlsStream() = default;
TlsStream::~TlsStream() {
  end();
  if (session_) session_->forget();
}

void TlsStream::begin(int socket, std::string_view host) {
  end();
  if (!session_) session_ = std::make_unique<Session>();
  Session& session = *session_;
  session.socket = socket;
  session.first_size = 0;
  session.error = 0;
  session.failure.clear();
  session.host.assign(host);
  session.whole = false;
  mbedtls_ssl_init(&session.ssl);
  session.in_use = true;
  session.error = mbedtls_ssl_setup(&session.ssl, &client_config());
  if (session.error == 0 && !is_address(session.host)) {
    session.error = mbedtls_ssl_set_hostname(&session.ssl, session.host.c_str());
  }
  session.offered = session.has_earlier && mbedtls_ssl_set_session(&session.ssl, &session.earlier) == 0;
  mbedtls_ssl_set_bio(&session.ssl, &session, Session::send, Session::receive, nullptr);
}

void TlsStream::end() {
  if (!session_ || !session_->in_use) return;
  mbedtls_ssl_free(&session_->ssl);
  session_->in_use = false;
}

TlsStream::State TlsStream::handshake() {
  Session& session = *session_;
  if (session.error != 0) return session.judge(session.error);
  const int result = session.shake_hands();
  if (result == 0) {
    session.remember();
    return State::Done;
  }
  const State state = session.judge(result);
  if (state == State::Closed) session.failure = "EOF";
  return state == State::Closed ? State::Failed : state;
}

TlsStream::Moved TlsStream::write(std::string_view bytes) {
  const int result =
      mbedtls_ssl_write(&session_->ssl, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  if (result > 0) return {State::Done, static_cast<std::size_t>(result)};
  return {session_->judge(result), 0};
}

TlsStream::Moved TlsStream::read(char* into, std::size_t size) {
  const int result = mbedtls_ssl_read(&session_->ssl, reinterpret_cast<unsigned char*>(into), size);
  if (result > 0) return {State::Done, static_cast<std::size_t>(result)};
  return {session_->judge(result), 0};
}

bool TlsStream::has_unread() const { return mbedtls_ssl_get_bytes_avail(&session_->ssl) > 0; }

std::string_view TlsStream::failure() const { return session_->failure; }

bool TlsStream::forget_session() {
  session_->forget();
  return std::exchange(session_->offered, false);
}

bool TlsStream::got_http() const { return session_->error != 0 && session_->begins_with("HTTP/"); }

}  // namespace peapod::runtime
