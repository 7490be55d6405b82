#include "firmware-agent/cli/exec_session.h"

#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>

#include "firmware-agent/cli/json.h"
#include "firmware-agent/http/limits.h"

namespace peapod::cli {
namespace {

constexpr std::size_t kReadBytes = 32 * 1024;  // kubectl's size of a message.

// RFC 6455 wants masks that a script in a browser cannot foresee; a command line on a unix socket has no such enemy.
constexpr std::uint32_t kMask = 0x5EA90D5E;

void write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = write(fd, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return;  // Nobody reads: the command goes on all the same.
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

// Readable when the terminal's size has changed.
UniqueFd watch_resize() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGWINCH);
  sigprocmask(SIG_BLOCK, &set, nullptr);
  return UniqueFd(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
}

}  // namespace

ExecSession::ExecSession(UniqueFd fd, std::string received)
    : fd_(std::move(fd)), received_(std::move(received)), decoder_(false, http::kMessageBytesMax) {}

Result<void> ExecSession::send(http::Opcode opcode, std::string_view payload) {
  std::string frame;
  http::append_frame(frame, opcode, payload, kMask);
  std::string_view rest = frame;
  while (!rest.empty()) {
    const ssize_t count = ::send(fd_.get(), rest.data(), rest.size(), MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    // The agent reads no more when the command has ended: its Status is still to be read.
    if (count < 0 && (errno == EPIPE || errno == ECONNRESET)) return {};
    if (count < 0) return Error{errno, "send to the agent"};
    rest.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

Result<void> ExecSession::send(api::Channel channel, std::string_view data) {
  std::string message(1, static_cast<char>(channel));
  message.append(data);
  return send(http::Opcode::Binary, message);
}

Result<void> ExecSession::send_size() {
  const auto size = terminal_size(STDIN_FILENO);
  if (!size) return {};
  return send(api::Channel::Resize,
              "{\"Width\":" + std::to_string(size->columns) + ",\"Height\":" + std::to_string(size->rows) + "}");
}

Result<void> ExecSession::read_stdin() {
  std::array<char, kReadBytes> buffer;
  const ssize_t count = read(STDIN_FILENO, buffer.data(), buffer.size());
  if (count < 0 && (errno == EINTR || errno == EAGAIN)) return {};
  if (count > 0) return send(api::Channel::Stdin, {buffer.data(), static_cast<std::size_t>(count)});
  stdin_open_ = false;
  return send(api::Channel::Close, std::string_view("\0", 1));
}

void ExecSession::receive(std::string_view message) {
  if (message.empty()) return;
  const std::string_view data = message.substr(1);
  switch (static_cast<api::Channel>(message.front())) {
    case api::Channel::Stdout:
      return write_all(STDOUT_FILENO, data);
    case api::Channel::Stderr:
      return write_all(STDERR_FILENO, data);
    case api::Channel::Error:
      status_ = data;
      return;
    default:
      return;
  }
}

Result<void> ExecSession::feed(std::string_view bytes) {
  const std::uint16_t error = decoder_.feed(bytes, [this](http::Opcode opcode, std::string_view payload) {
    if (opcode == http::Opcode::Binary || opcode == http::Opcode::Text) receive(payload);
    if (opcode == http::Opcode::Ping) pongs_ = payload;
    if (opcode == http::Opcode::Close) closed_ = true;
  });
  if (error != 0) return Error{EPROTO, "the agent's WebSocket"};
  if (!pongs_.empty()) return send(http::Opcode::Pong, std::exchange(pongs_, {}));
  if (closed_) return send(http::Opcode::Close, http::close_payload(http::kCloseNormal, {}));
  return {};
}

Result<void> ExecSession::read_socket() {
  std::array<char, 64 * 1024> buffer;
  const ssize_t count = recv(fd_.get(), buffer.data(), buffer.size(), 0);
  if (count < 0 && errno == EINTR) return {};
  if (count < 0 && status_.empty()) return Error{errno, "receive from the agent"};
  if (count > 0) return feed({buffer.data(), static_cast<std::size_t>(count)});
  closed_ = true;
  return {};
}

Result<int> ExecSession::run(bool pass_stdin, bool tty) {
  stdin_open_ = pass_stdin;
  const UniqueFd resized = tty ? watch_resize() : UniqueFd();
  if (auto fed = feed(std::exchange(received_, {})); !fed) return std::move(fed.error());
  if (tty) {
    if (auto sent = send_size(); !sent) return std::move(sent.error());
  }
  while (!closed_) {
    pollfd fds[] = {{fd_.get(), POLLIN, 0}, {stdin_open_ ? STDIN_FILENO : -1, POLLIN, 0}, {resized.get(), POLLIN, 0}};
    if (poll(fds, 3, -1) < 0 && errno != EINTR) return Error{errno, "poll"};
    Result<void> done;
    if (fds[2].revents != 0) {
      signalfd_siginfo info;
      while (read(resized.get(), &info, sizeof info) == sizeof info) {
      }
      done = send_size();
    }
    if (done && fds[1].revents != 0) done = read_stdin();
    if (done && fds[0].revents != 0) done = read_socket();
    if (!done) return std::move(done.error());
  }
  if (status_.empty()) return Error{ECONNRESET, "the agent ended the exec without a status"};
  return exit_code_of(status_);
}

int exit_code_of(std::string_view status_json) {
  const auto status = parse_json(status_json);
  if (text_at(status, {"status"}) == "Success") return 0;
  const std::string message(text_at(status, {"message"}));
  if (text_at(status, {"reason"}) == "NonZeroExitCode") {
    for (const Json& cause : items(at(status, {"details", "causes"}))) {
      const std::string_view code = text_at(cause, {"message"});
      int value = 0;
      const auto [end, error] = std::from_chars(code.data(), code.data() + code.size(), value);
      if (text_at(cause, {"reason"}) != "ExitCode" || error != std::errc{} || end != code.data() + code.size())
        continue;
      std::fprintf(stderr, "command terminated with exit code %d\n", value);
      return value;
    }
  }
  std::fprintf(stderr, "error: %s\n", message.c_str());
  return 1;
}

}  // namespace peapod::cli
