#pragma once

// The text of a probe's request, and what a Location header means for it. Pure.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/pod_spec.h"

namespace peapod::runtime {

inline constexpr std::size_t kHttpUrlMax =
    2048;  // Bytes of a path with query; longer redirects are not followed.

struct HttpUrl {
  bool https = false;
  std::string host;  // Without brackets.
  std::int32_t port = 80;
  std::string path = "/";  // With query, without fragment; only bytes that may stand in a request line.

  std::string text() const;  // "http://127.0.0.1:80/x".
  void append_text(std::string& out) const;
};

// Any byte that may not stand in a request line becomes %XX; a "/" is put in front when missing; a fragment
// is cut.
std::string request_path(std::string_view path);

// The URL that `location` names when seen from `base`, into `out`, whose strings keep their capacity. False:
// not a URL of http or https, or longer than kHttpUrlMax. `keeps_host`: the location named no host, so a Host
// header stays.
bool resolve_location(const HttpUrl& base, std::string_view location, HttpUrl& out, bool& keeps_host);

// The constant part of a request.
struct HttpRequest {
  std::string host;     // From a Host header; empty: the URL's.
  std::string lines;    // "User-Agent: ...\r\n...", without Host and the blank line.
  std::string invalid;  // Why it cannot be sent (Go's words), or empty.
};
HttpRequest make_request(const std::vector<config::HttpHeader>& headers, std::string_view user_agent);

// The whole request into `out`, which keeps its capacity.
void write_request(const HttpRequest& request, const HttpUrl& url, bool keeps_host, std::string& out);

}  // namespace peapod::runtime
