#pragma once

// The text of a probe's request, and what a Location header means for it. Pure.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/pod_spec.h"

namespace peapod::runtime {

inline constexpr std::size_t kHttpUrlMax = 2048;  // Bytes of a path with its query.

struct HttpUrl {
  bool https = false;
  std::string host;  // Without brackets.
  std::int32_t port = 80;
  std::string path = "/";  // With query, without fragment; only bytes that may stand in a request line.

  void append_text(std::string& out) const;  // "http://127.0.0.1:80/x".
};

// Any byte that may not stand in a request line becomes %XX; a "/" is put in front when missing; a fragment
// is cut.
std::string request_path(std::string_view path);

// The URL that `location` names when seen from `base`, into `out`, whose strings keep their capacity. False:
// not a URL of http or https, or longer than kHttpUrlMax. `relative`: it names no host, so a Host header
// stays as it was.
bool resolve_location(const HttpUrl& base, std::string_view location, HttpUrl& out, bool& relative);

// The part of a request that is the same for each.
struct HttpRequest {
  std::string host;     // From a Host header; empty: the URL's.
  std::string lines;    // "User-Agent: ...\r\n...", without Host and the blank line.
  std::string invalid;  // Why it cannot be sent, in Go's words; or empty.
};
// Headers as kubelet sends them (probe/http/request.go): those given, User-Agent and Accept unless given,
// neither when given empty. Those that belong to the connection are ours: Connection, Content-Length,
// Transfer-Encoding, Trailer.
HttpRequest make_request(const std::vector<config::HttpHeader>& headers, std::string_view user_agent);

bool same_header(std::string_view one, std::string_view other);  // Names, whose case does not count.

// The whole request into `out`, which keeps its capacity.
void write_request(const HttpRequest& request, const HttpUrl& url, bool keeps_host, std::string& out);

}  // namespace peapod::runtime
