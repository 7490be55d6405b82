#include "firmware-agent/runtime/http_probe.h"

#include <sys/socket.h>

#include <cerrno>
#include <charconv>
#include <utility>

namespace peapod::runtime {
namespace {

constexpr std::size_t kReadBytes = 4096;
constexpr int kReadsPerTurn = 16;

std::string_view user_agent(HttpProbe::Purpose purpose) {
  return purpose == HttpProbe::Purpose::Probe ? "kube-probe/1.36" : "kube-lifecycle/1.36";
}

std::vector<config::HttpHeader> without_authorization(std::vector<config::HttpHeader> headers) {
  std::erase_if(headers, [](const config::HttpHeader& header) { return same_header(header.name, "Authorization"); });
  return headers;
}

}  // namespace

HttpProbe::HttpProbe(uv_loop_t* loop, const config::HttpGetAction& get, std::int32_t port, Purpose purpose,
                     ProbeDone done)
    : ProbeRun(loop, get.host, port, std::move(done)),
      purpose_(purpose),
      request_(make_request(get.headers, user_agent(purpose))),
      first_url_{get.scheme == config::UriScheme::Https, host(), port, request_path(get.path)} {
  if (purpose == Purpose::Hook && first_url_.https) {
    fallback_request_ = make_request(without_authorization(get.headers), user_agent(purpose));
  }
  for (HttpUrl* url : {&url_, &next_url_}) {
    url->host.reserve(kHttpUrlMax);
    url->path.reserve(kHttpUrlMax);
  }
  io_text_.reserve(kProbeTextMax);
  head_.reserve(request_.lines.size() + request_.host.size() + 2 * kHttpUrlMax);
}

LoopOwned<HttpProbe> HttpProbe::make(uv_loop_t* loop, const config::HttpGetAction& get, std::int32_t port,
                                     Purpose purpose, ProbeDone done) {
  return LoopOwned<HttpProbe>(new HttpProbe(loop, get, port, purpose, std::move(done)));
}

void HttpProbe::begin() {
  fallen_ = false;
  url_ = first_url_;
  if (!host_usable()) return fail(kHostMustBeAddress);
  if (!request_.invalid.empty()) return fail(request_.invalid);
  begin_at(first_url_);
}

void HttpProbe::begin_at(const HttpUrl& url) {
  url_ = url;
  keeps_host_ = true;
  requests_ = 0;
  ask();
}

void HttpProbe::ask() {
  requests_ += 1;
  write_request(fallen_ ? fallback_request_ : request_, url_, keeps_host_, head_);
  sent_ = 0;
  answer_.reset();
  connect(url_.port);
}

void HttpProbe::connected() {
  if (!url_.https) return send();
  shaken_ = false;
  tls_.begin(socket(), url_.host);
  shake_hands();
}

void HttpProbe::ready() {
  if (url_.https && !shaken_) return shake_hands();
  if (sent_ < head_.size()) return send();
  receive();
}

void HttpProbe::shake_hands() {
  if (tls_result(tls_.handshake()) != Io::Moved) return;
  shaken_ = true;
  send();
}

void HttpProbe::send() {
  while (sent_ < head_.size()) {
    if (write_some() != Io::Moved) return;
  }
  await(UV_READABLE);
}

HttpProbe::Io HttpProbe::write_some() {
  const std::string_view bytes = std::string_view(head_).substr(sent_);
  if (url_.https) {
    const TlsStream::Moved moved = tls_.write(bytes);
    sent_ += moved.size;
    return tls_result(moved.state);
  }
  const ssize_t count = ::send(socket(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
  if (count >= 0) {
    sent_ += static_cast<std::size_t>(count);
  } else if (errno == EAGAIN) {
    return await(UV_WRITABLE), Io::Waits;
  } else if (errno != EINTR) {
    return fail_io("write", errno), Io::Over;
  }
  return Io::Moved;
}

// Size 0: the other side has closed.
HttpProbe::Io HttpProbe::read_some(char* into, std::size_t size_max, std::size_t& size) {
  size = 0;
  if (url_.https) {
    const TlsStream::Moved moved = tls_.read(into, size_max);
    size = moved.size;
    return moved.state == TlsStream::State::Closed ? Io::Moved : tls_result(moved.state);
  }
  for (;;) {
    const ssize_t count = ::recv(socket(), into, size_max, 0);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EAGAIN) return Io::Waits;
    if (count < 0) return fail_io("read", errno), Io::Over;
    size = static_cast<std::size_t>(count);
    return Io::Moved;
  }
}

HttpProbe::Io HttpProbe::tls_result(TlsStream::State state) {
  switch (state) {
    case TlsStream::State::Done:
      return Io::Moved;
    case TlsStream::State::WantsRead:
      return await(UV_READABLE), Io::Waits;
    case TlsStream::State::WantsWrite:
      return await(UV_WRITABLE), Io::Waits;
    case TlsStream::State::Closed:
      return broken("EOF"), Io::Over;
    case TlsStream::State::Failed:
      break;
  }
  if (!shaken_ && tls_.forget_session()) {
    requests_ -= 1;  // The same one again.
    ask();
  } else if (!fall_back()) {
    broken(tls_.failure());
  }
  return Io::Over;
}

// A hook that was to be asked by HTTPS of a server that speaks HTTP.
bool HttpProbe::fall_back() {
  if (purpose_ != Purpose::Hook || !tls_.got_http() || fallen_) return false;
  fallen_ = true;
  tls_.end();
  HttpUrl& clear = next_url_;
  clear = first_url_;
  clear.https = false;
  begin_at(clear);
  return true;
}

void HttpProbe::receive() {
  char buffer[kReadBytes];
  for (int reads = 0; reads < kReadsPerTurn || (url_.https && tls_.has_unread()); ++reads) {
    std::size_t size = 0;
    if (read_some(buffer, sizeof buffer, size) != Io::Moved) return;
    switch (answer_.take({buffer, size})) {
      case HttpAnswer::State::Incomplete:
        break;
      case HttpAnswer::State::HeadComplete:
        // What will be followed need not be read to its end, and a hook wants no more than an answer.
        if (answer_.is_redirect()) return redirect();
        if (purpose_ == Purpose::Hook) return judge();
        break;
      case HttpAnswer::State::Complete:
        return answer_.is_redirect() ? redirect() : judge();
      case HttpAnswer::State::Malformed:
        return fail("net/http: HTTP/1.x transport connection broken: malformed HTTP response");
      case HttpAnswer::State::CutShort:
        return broken(answer_.begun() ? "unexpected EOF" : "EOF");
    }
  }
}

void HttpProbe::redirect() {
  const HttpAnswer::Location location = answer_.location();
  bool relative = false;
  const bool usable = location.complete && resolve_location(url_, location.text, next_url_, relative);
  if (!usable || next_url_.host != first_url_.host || (next_url_.https && !TlsStream::available())) {
    // Not followed: the answer counts as it is, and its body belongs to the warning.
    answer_.ignore_location();
    if (answer_.complete() || purpose_ == Purpose::Hook) judge();
    return;
  }
  std::swap(url_, next_url_);
  if (requests_ >= kRequestsMax) return fail("stopped after 10 redirects");
  keeps_host_ = keeps_host_ && relative;
  ask();
}

void HttpProbe::judge() {
  const int status = answer_.status();
  if (fallen_) {
    text().append("request to HTTPS lifecycle hook ");
    append_host_port(text(), first_url_.host, first_url_.port);
    text().append(" got HTTP response, retry with HTTP succeeded");
    return conclude(core::ProbeOutcome::Success, true);
  }
  if (purpose_ == Purpose::Hook || (status >= 200 && status < 300)) return conclude(core::ProbeOutcome::Success);
  if (status >= 300 && status < 400) {
    text().append("Probe terminated redirects, Response body: ").append(answer_.body_start());
    return conclude(core::ProbeOutcome::Success, true);
  }
  char digits[8];
  const char* end = std::to_chars(digits, digits + sizeof digits, status).ptr;
  text().append("HTTP probe failed with statuscode: ").append(digits, static_cast<std::size_t>(end - digits));
  conclude(core::ProbeOutcome::Failure);
}

void HttpProbe::connect_failed(int error) {
  std::string& reason = io_text_;
  reason.assign("dial tcp ");
  append_host_port(reason, url_.host, url_.port);
  reason.append(": connect: ");
  append_errno(reason, error);
  fail(reason);
}

void HttpProbe::timed_out() {
  if (answer_.head_complete()) {
    return broken("context deadline exceeded (Client.Timeout or context cancellation while reading body)");
  }
  fail("context deadline exceeded (Client.Timeout exceeded while awaiting headers)");
}

// No usable answer.
void HttpProbe::fail(std::string_view reason) {
  if (fallen_) {  // What went wrong first is what is told.
    url_ = first_url_;
    reason = "http: server gave HTTP response to HTTPS client";
  }
  start_text();
  text().append(reason);
  conclude(core::ProbeOutcome::Failure);
}

// The connection ended too early. After the head, kubelet takes it for the probe's own trouble and throws the
// result away.
void HttpProbe::broken(std::string_view reason) {
  if (!answer_.head_complete()) return fail(reason);
  text().assign(reason);
  conclude(core::ProbeOutcome::Error);
}

void HttpProbe::fail_io(std::string_view operation, int error) {
  std::string& reason = io_text_;
  reason.assign(operation).append(" tcp ");
  append_host_port(reason, url_.host, url_.port);
  reason.append(": ").append(operation).append(": ");
  append_errno(reason, error);
  broken(reason);
}

void HttpProbe::start_text() {
  text().assign("Get \"");
  url_.append_text(text());
  text().append("\": ");
}

}  // namespace peapod::runtime
