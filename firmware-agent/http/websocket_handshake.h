#pragma once

// The opening handshake of a WebSocket (RFC 6455 section 4), both sides.

#include <span>
#include <string>
#include <string_view>

#include "firmware-agent/http/request.h"

namespace peapod::http {

// True when the request asks for a WebSocket of version 13 and carries a key.
bool is_websocket_upgrade(const Request& request);

// The first of `supported` that the client offers too; empty when there is none.
std::string_view choose_subprotocol(const Request& request, std::span<const std::string_view> supported);

// The value of Sec-WebSocket-Accept for a client's key.
std::string websocket_accept(std::string_view key);

}  // namespace peapod::http
