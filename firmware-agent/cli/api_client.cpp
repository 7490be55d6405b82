#include "firmware-agent/cli/api_client.h"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "firmware-agent/cli/json.h"
#include "firmware-agent/http/unix_address.h"

namespace peapod::cli {
namespace {

Result<void> send_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Error{errno, "send to the agent"};
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

std::string request_text(const HttpRequest& request) {
  std::string text(request.method);
  text += " " + request.target + " HTTP/1.1\r\nHost: localhost\r\nUser-Agent: peapod\r\nAccept: ";
  text.append(request.accept).append("\r\n").append(request.extra_headers);
  if (request.extra_headers.empty()) text += "Connection: close\r\n";
  if (!request.body.empty()) {
    text += "Content-Type: application/json\r\nContent-Length: " + std::to_string(request.body.size()) + "\r\n";
  }
  return text + "\r\n" + request.body;
}

}  // namespace

Incoming::Incoming(UniqueFd fd) : fd_(std::move(fd)), parser_([this](std::string_view piece) { body_ += piece; }) {}

Result<bool> Incoming::read_more() {
  using State = http::ResponseParser::State;
  if (parser_.state() == State::Done) return false;
  std::array<char, 64 * 1024> buffer;
  ssize_t count = 0;
  do {
    count = recv(fd_.get(), buffer.data(), buffer.size(), 0);
  } while (count < 0 && errno == EINTR);
  if (count < 0) return Error{errno, "receive from the agent"};
  const std::string_view bytes(buffer.data(), static_cast<std::size_t>(count));
  if (count == 0) parser_.end_of_stream();
  const std::size_t taken = parser_.feed(bytes);
  if (parser_.state() == State::Failed) return Error{ECONNRESET, "the agent's answer was cut off"};
  if (parser_.state() == State::Done) tail_ = bytes.substr(taken);
  return parser_.state() != State::Done;
}

Result<void> Incoming::read_head() {
  while (parser_.state() == http::ResponseParser::State::Head) {
    auto more = read_more();
    if (!more) return std::move(more.error());
  }
  return {};
}

Result<std::string> Incoming::read_rest() {
  for (;;) {
    auto more = read_more();
    if (!more) return std::move(more.error());
    if (!*more) return take_body();
  }
}

Result<std::unique_ptr<Incoming>> ApiClient::open(const HttpRequest& request) const {
  auto fd = http::connect_unix(socket_path_);
  if (!fd) {
    return Error{0, "cannot reach the agent at " + socket_path_ + ": " + std::strerror(fd.error().code) +
                        ": is \"peapod agent\" running?"};
  }
  if (auto sent = send_all(fd->get(), request_text(request)); !sent) return std::move(sent.error());
  auto incoming = std::make_unique<Incoming>(std::move(*fd));
  if (auto head = incoming->read_head(); !head) return std::move(head.error());
  return incoming;
}

Result<Reply> ApiClient::ask(const HttpRequest& request) const {
  auto incoming = open(request);
  if (!incoming) return std::move(incoming.error());
  auto body = (*incoming)->read_rest();
  if (!body) return std::move(body.error());
  return Reply{(*incoming)->status(), std::move(*body)};
}

int complain(const Error& error) {
  const std::string text = error.code == 0 ? error.what : error.message();
  std::fprintf(stderr, "%s\n", text.c_str());
  return 1;
}

int complain(const Reply& reply) {
  const auto status = parse_json(reply.body);
  const std::string reason(text_at(status, {"reason"}));
  std::string message(text_at(status, {"message"}));
  if (message.empty()) message = "the agent answered with status " + std::to_string(reply.status);
  const auto causes = items(at(status, {"details", "causes"}));
  if (reason == "Invalid" && causes.Size() > 1) {
    std::fprintf(stderr, "The %s \"%s\" is invalid:\n", std::string(text_at(status, {"details", "kind"})).c_str(),
                 std::string(text_at(status, {"details", "name"})).c_str());
    for (const Json& cause : causes) {
      std::fprintf(stderr, "* %s: %s\n", std::string(text_at(cause, {"field"})).c_str(),
                   std::string(text_at(cause, {"message"})).c_str());
    }
    return 1;
  }
  std::fprintf(stderr, "Error from server%s: %s\n", reason.empty() ? "" : (" (" + reason + ")").c_str(),
               message.c_str());
  return 1;
}

}  // namespace peapod::cli
