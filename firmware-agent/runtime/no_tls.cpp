// Built without PEAPOD_TLS.
#ifndef PEAPOD_TLS

#include "firmware-agent/runtime/tls_stream.h"

namespace peapod::runtime {

struct TlsStream::Session {};

bool TlsStream::available() { return false; }
TlsStream::TlsStream() = default;
TlsStream::~TlsStream() = default;
void TlsStream::begin(int, std::string_view) {}
void TlsStream::end() {}
TlsStream::State TlsStream::handshake() { return State::Failed; }
TlsStream::Moved TlsStream::write(std::string_view) { return {}; }
TlsStream::Moved TlsStream::read(char*, std::size_t) { return {}; }
bool TlsStream::has_unread() const { return false; }
std::string_view TlsStream::failure() const { return "built without TLS (PEAPOD_TLS)"; }
bool TlsStream::got_http() const { return false; }
bool TlsStream::forget_session() { return false; }

}  // namespace peapod::runtime

#endif
