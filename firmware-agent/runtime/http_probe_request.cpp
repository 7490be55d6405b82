#include "firmware-agent/runtime/http_probe_request.h"

#include <strings.h>

#include <algorithm>
#include <charconv>

#include "firmware-agent/runtime/probe_socket.h"

namespace peapod::runtime {
namespace {

bool may_stand_in_path(char c) { return c > ' ' && c < 0x7f && c != '"' && c != '<' && c != '>'; }

void append_path(std::string& out, std::string_view path) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  for (const char c : path.substr(0, path.find('#'))) {
    if (may_stand_in_path(c)) {
      out.push_back(c);
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out.append({'%', kHex[byte >> 4], kHex[byte & 15]});
    }
  }
}

// Takes "." and ".." out of a path that begins with "/" (RFC 3986 5.2.4). The query stays.
void remove_dot_segments(std::string& path) {
  const std::size_t end = std::min(path.find('?'), path.size());
  std::size_t write = 0;
  for (std::size_t read = 0; read < end;) {
    const std::size_t next = std::min(path.find('/', read + 1), end);
    const std::string_view segment(path.data() + read, next - read);  // With its "/" in front.
    const bool last = next == end;
    if (segment == "/.." && write > 0) write = path.rfind('/', write - 1);
    if (segment == "/." || segment == "/..") {
      if (last) path[write++] = '/';
    } else {
      path.replace(write, segment.size(), path, read, segment.size());
      write += segment.size();
    }
    read = next;
  }
  path.erase(write, end - write);
}

// "example:8080" or "[::1]" into `out`; without a port, the scheme's.
bool take_authority(std::string_view authority, HttpUrl& out) {
  std::string_view host = authority;
  std::string_view port;
  if (const std::size_t bracket = authority.find(']'); bracket != std::string_view::npos) {
    if (authority[0] != '[') return false;
    host = authority.substr(1, bracket - 1);
    port = authority.substr(bracket + 1);
  } else if (const std::size_t colon = authority.find(':'); colon != std::string_view::npos) {
    host = authority.substr(0, colon);
    port = authority.substr(colon);
  }
  if (host.empty() || host.size() > kHttpUrlMax || host.find('@') != std::string_view::npos) return false;
  out.host.assign(host);
  out.port = out.https ? 443 : 80;
  if (port.empty() || port == ":") return true;
  const char* last = port.data() + port.size();
  const auto [end, error] = std::from_chars(port.data() + 1, last, out.port);
  return port[0] == ':' && error == std::errc{} && end == last && out.port >= 1 && out.port <= 65535;
}

bool is_token(std::string_view name) {
  constexpr std::string_view kSeparators = "\"(),/:;<=>?@[\\]{}";
  for (const char c : name) {
    if (c <= ' ' || c >= 0x7f || kSeparators.find(c) != std::string_view::npos) return false;
  }
  return !name.empty();
}

bool is_header_value(std::string_view value) {
  for (const char c : value) {
    if ((static_cast<unsigned char>(c) < ' ' && c != '\t') || c == 0x7f) return false;
  }
  return true;
}

bool is_ours(std::string_view name) {
  return same_header(name, "Connection") || same_header(name, "Content-Length") ||
         same_header(name, "Transfer-Encoding") || same_header(name, "Trailer");
}

// The first value given for a name.
const std::string* find_header(const std::vector<config::HttpHeader>& headers, std::string_view name) {
  for (const config::HttpHeader& header : headers) {
    if (same_header(header.name, name)) return &header.value;
  }
  return nullptr;
}

void append_line(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

bool same_header(std::string_view one, std::string_view other) {
  return one.size() == other.size() && strncasecmp(one.data(), other.data(), one.size()) == 0;
}

void HttpUrl::append_text(std::string& out) const {
  out.append(https ? "https://" : "http://");
  append_host_port(out, host, port);
  out.append(path);
}

std::string request_path(std::string_view path) {
  std::string text;
  if (!path.starts_with('/')) text.push_back('/');
  append_path(text, path);
  return text;
}

bool resolve_location(const HttpUrl& base, std::string_view location, HttpUrl& out, bool& relative) {
  if (location.size() > kHttpUrlMax) return false;
  location = location.substr(0, location.find('#'));
  out.https = base.https;
  const std::size_t delimiter = std::min(location.find_first_of("/?"), location.size());
  if (const std::size_t colon = location.find(':'); colon < delimiter) {
    const std::string_view scheme = location.substr(0, colon);
    out.https = same_header(scheme, "https");
    if (!out.https && !same_header(scheme, "http")) return false;
    location.remove_prefix(colon + 1);
    if (!location.starts_with("//")) return false;
  }
  relative = !location.starts_with("//");
  out.path.clear();
  if (relative) {
    out.host.assign(base.host);
    out.port = base.port;
    if (!location.starts_with('/')) {
      const std::string_view path = std::string_view(base.path).substr(0, base.path.find('?'));
      out.path.assign(location.empty() || location[0] == '?' ? path : path.substr(0, path.rfind('/') + 1));
    }
  } else {
    location.remove_prefix(2);
    const std::size_t end = std::min(location.find_first_of("/?"), location.size());
    if (!take_authority(location.substr(0, end), out)) return false;
    location.remove_prefix(end);
    if (!location.starts_with('/')) out.path.push_back('/');
  }
  append_path(out.path, location);
  remove_dot_segments(out.path);
  return out.path.size() <= kHttpUrlMax;
}

HttpRequest make_request(const std::vector<config::HttpHeader>& headers, std::string_view user_agent) {
  HttpRequest request;
  const std::string* agent = find_header(headers, "User-Agent");
  const std::string* accept = find_header(headers, "Accept");
  const std::string_view agent_value = agent == nullptr ? user_agent : std::string_view(*agent);
  if (!agent_value.empty()) append_line(request.lines, "User-Agent", agent_value);
  if (accept == nullptr) append_line(request.lines, "Accept", "*/*");
  for (const config::HttpHeader& header : headers) {
    if (!is_token(header.name)) {
      request.invalid = "net/http: invalid header field name \"" + header.name + "\"";
    } else if (!is_header_value(header.value)) {
      request.invalid = "net/http: invalid header field value for \"" + header.name + "\"";
    } else if (same_header(header.name, "Host")) {
      if (request.host.empty()) request.host = header.value;
    } else if (same_header(header.name, "Accept")) {
      if (!accept->empty()) append_line(request.lines, header.name, header.value);
    } else if (!same_header(header.name, "User-Agent") && !is_ours(header.name)) {
      append_line(request.lines, header.name, header.value);
    }
  }
  return request;
}

void write_request(const HttpRequest& request, const HttpUrl& url, bool keeps_host, std::string& out) {
  out.assign("GET ").append(url.path).append(" HTTP/1.1\r\nHost: ");
  if (keeps_host && !request.host.empty()) {
    out.append(request.host);
  } else {
    append_host_port(out, url.host, url.port);
  }
  out.append("\r\n").append(request.lines).append("Connection: close\r\n\r\n");
}

}  // namespace peapod::runtime
