#include "firmware-agent/api/exec_stream.h"

#include <charconv>

#include "firmware-agent/api/status_error.h"

namespace peapod::api {
namespace {

// Of output the peer has not taken: above it the process has to wait.
constexpr std::size_t kQueueHigh = 1024 * 1024;
// Of input the process has not taken: above it the peer has to wait.
constexpr std::size_t kStdinHigh = 256 * 1024;

// The number behind "Width": in {"Width":80,"Height":24}; 0 when it is not there.
std::uint16_t read_dimension(std::string_view json, std::string_view key) {
  const std::size_t at = json.find(key);
  if (at == std::string_view::npos) return 0;
  std::string_view rest = json.substr(at + key.size());
  while (!rest.empty() && (rest.front() == ':' || rest.front() == ' ')) rest.remove_prefix(1);
  std::uint16_t value = 0;
  std::from_chars(rest.data(), rest.data() + rest.size(), value);
  return value;
}

}  // namespace

std::string exit_status_json(int exit_code) {
  if (exit_code == 0) return success_status_json();
  const std::string code = std::to_string(exit_code);
  return to_json({500,
                  "NonZeroExitCode",
                  "command terminated with non-zero exit code: command terminated with exit code " + code,
                  {},
                  {},
                  {{"ExitCode", code, {}}}});
}

bool ExecStream::start(runtime::PodControl& pods, const runtime::ExecRequest& request, runtime::Refusal& refusal) {
  runtime::ExecCallbacks callbacks;
  callbacks.output = [this](int stream, std::string_view data) { output(stream, data); };
  callbacks.exited = [this](int exit_code) { finish(exit_status_json(exit_code)); };
  callbacks.failed = [this](std::string message) {
    finish(to_json({500, "InternalError", std::move(message), {}, {}, {}}));
  };
  callbacks.stdin_taken = [this] { connection_.hold_reading(false); };
  session_ = pods.exec(request, std::move(callbacks), refusal);
  return session_ != nullptr;
}

void ExecStream::greet() {
  greeted_ = true;
  send(Channel::Stdout, {});  // kubectl takes the first message as the sign that the streams are there.
  if (!early_.empty()) finish(early_);
}

void ExecStream::send(Channel channel, std::string_view data) {
  std::string message(1, static_cast<char>(channel));
  message.append(data);
  connection_.send(message);
}

void ExecStream::output(int stream, std::string_view data) {
  if (data.empty()) return;
  send(stream == 2 ? Channel::Stderr : Channel::Stdout, data);
  if (!held_ && connection_.queued_bytes() > kQueueHigh) {
    held_ = true;
    session_->hold_output(true);
  }
}

void ExecStream::drained() {
  if (!held_ || ended_) return;
  held_ = false;
  session_->hold_output(false);
}

void ExecStream::finish(std::string_view status_json) {
  ended_ = true;
  if (!greeted_) {
    early_ = status_json;
    return;
  }
  send(Channel::Error, status_json);
  connection_.close_websocket(http::kCloseNormal);
}

void ExecStream::received(std::string_view message) {
  if (message.empty() || ended_) return;
  const auto channel = static_cast<Channel>(message.front());
  const std::string_view data = message.substr(1);
  switch (channel) {
    case Channel::Stdin:
      session_->write_stdin(data);
      if (session_->stdin_queued() > kStdinHigh) connection_.hold_reading(true);
      break;
    case Channel::Resize: {
      const std::uint16_t columns = read_dimension(data, "\"Width\"");
      const std::uint16_t rows = read_dimension(data, "\"Height\"");
      if (columns != 0 && rows != 0) session_->resize(columns, rows);
      break;
    }
    case Channel::Close:
      if (data.size() == 1 && data.front() == 0) session_->close_stdin();
      break;
    case Channel::Stdout:
    case Channel::Stderr:
    case Channel::Error:
      break;
  }
}

}  // namespace peapod::api
