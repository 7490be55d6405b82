#include "firmware-agent/http/websocket_handshake.h"

#include <algorithm>

#include "firmware-agent/http/base64.h"
#include "firmware-agent/http/sha1.h"

namespace peapod::http {
namespace {

// Whether a comma-separated header value holds the token, in any case.
bool has_token(std::string_view list, std::string_view token) {
  while (!list.empty()) {
    std::string_view item = list.substr(0, list.find(','));
    list.remove_prefix(std::min(list.size(), item.size() + 1));
    while (!item.empty() && (item.front() == ' ' || item.front() == '\t')) item.remove_prefix(1);
    while (!item.empty() && (item.back() == ' ' || item.back() == '\t')) item.remove_suffix(1);
    if (equals_ignoring_case(item, token)) return true;
  }
  return false;
}

}  // namespace

bool is_websocket_upgrade(const Request& request) {
  return request.method == "GET" && has_token(request.header("Upgrade"), "websocket") &&
         has_token(request.header("Connection"), "upgrade") && request.header("Sec-WebSocket-Version") == "13" &&
         !request.header("Sec-WebSocket-Key").empty();
}

std::string_view choose_subprotocol(const Request& request, std::span<const std::string_view> supported) {
  for (const std::string_view protocol : supported) {
    for (const Header& header : request.headers) {
      if (equals_ignoring_case(header.name, "Sec-WebSocket-Protocol") && has_token(header.value, protocol)) {
        return protocol;
      }
    }
  }
  return {};
}

std::string websocket_accept(std::string_view key) {
  // The constant is RFC 6455's.
  return base64_encode(sha1(std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"));
}

}  // namespace peapod::http
