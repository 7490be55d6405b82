#include "firmware-agent/http/connection.h"

#include <cassert>
#include <cstdio>
#include <utility>

#include "firmware-agent/http/limits.h"
#include "firmware-agent/http/response_text.h"
#include "firmware-agent/http/websocket_handshake.h"

namespace peapod::http {
namespace {

constexpr std::size_t kReadBytes = 64 * 1024;

struct Write {
  uv_write_t request;
  std::string bytes;
};

}  // namespace

Connection::Connection(uv_loop_t* loop, const Handler& handler, OnClosed on_closed)
    : handler_(handler), on_closed_(std::move(on_closed)), decoder_(true, kMessageBytesMax) {
  uv_pipe_init(loop, &pipe_, 0);
  uv_timer_init(loop, &timer_);
  pipe_.data = this;
  timer_.data = this;
}

Connection* Connection::accept(uv_stream_t* listener, const Handler& handler, OnClosed on_closed) {
  auto* connection = new Connection(listener->loop, handler, std::move(on_closed));
  if (uv_accept(listener, connection->stream()) == 0) {
    connection->start_reading();
    connection->arm(kIdleMs);
  } else {
    connection->close();
  }
  return connection;
}

void Connection::start_reading() {
  // One buffer for all connections: each read is consumed before the next can happen.
  static char buffer[kReadBytes];
  uv_read_start(
      stream(), [](uv_handle_t*, std::size_t, uv_buf_t* out) { *out = uv_buf_init(buffer, sizeof buffer); },
      [](uv_stream_t* stream, ssize_t count, const uv_buf_t* in) {
        auto& me = *static_cast<Connection*>(stream->data);
        if (count > 0) me.received({in->base, static_cast<std::size_t>(count)});
        if (count < 0) me.peer_ended();
      });
}

void Connection::arm(std::uint64_t timeout_ms) {
  uv_timer_start(
      &timer_, [](uv_timer_t* timer) { static_cast<Connection*>(timer->data)->close(); }, timeout_ms, 0);
}

void Connection::received(std::string_view bytes) {
  if (mode_ == Mode::Draining || mode_ == Mode::Closing) return;
  if (mode_ == Mode::Upgraded) return receive_frames(bytes);
  if (pending_.size() + bytes.size() > kBodyBytesMax + kHeadBytesMax) return close();
  pending_.append(bytes);
  parse();
}

void Connection::parse() {
  while (mode_ == Mode::Reading && !pending_.empty()) {
    const bool fresh = parser_.state() == RequestParser::State::Idle;
    pending_.erase(0, parser_.feed(pending_));
    if (fresh) arm(kRequestMs);
    if (parser_.wants_continue() && !std::exchange(continue_sent_, true)) write_raw("HTTP/1.1 100 Continue\r\n\r\n");
    if (parser_.state() == RequestParser::State::Failed) {
      keep_alive_ = false;
      mode_ = Mode::Answering;
      respond(parser_.error_status(), "text/plain", std::string(reason_phrase(parser_.error_status())) + "\n");
    } else if (parser_.state() == RequestParser::State::Done) {
      Request request = parser_.take();
      keep_alive_ = request.keep_alive;
      continue_sent_ = false;
      mode_ = Mode::Answering;
      uv_timer_stop(&timer_);
      handler_(std::move(request), *this);
    }
  }
  if (mode_ == Mode::Upgraded && !pending_.empty()) receive_frames(std::exchange(pending_, {}));
}

void Connection::receive_frames(std::string_view bytes) {
  const std::uint16_t error = decoder_.feed(bytes, [this](Opcode opcode, std::string_view payload) {
    if (mode_ != Mode::Upgraded) return;
    std::string frame;
    switch (opcode) {
      case Opcode::Ping:
        append_frame(frame, Opcode::Pong, payload, std::nullopt);
        write_raw(std::move(frame));
        break;
      case Opcode::Close:
        close_websocket(kCloseNormal);
        finish_answer();
        break;
      case Opcode::Text:
      case Opcode::Binary:
        if (!close_sent_) activity_->received(payload);
        break;
      default:
        break;
    }
  });
  if (error == 0 || mode_ != Mode::Upgraded) return;
  close_websocket(error);
  finish_answer();
}

void Connection::peer_ended() {
  // A peer that only shut down its side still waits for an answer that is on its way.
  peer_ended_ = true;
  if (mode_ == Mode::Ending && writes_pending_ > 0) {
    keep_alive_ = false;
    uv_read_stop(stream());
  } else {
    close();
  }
}

void Connection::respond(int status, std::string_view content_type, std::string_view body,
                         std::string_view extra_headers) {
  if (!is_open()) return;
  assert(mode_ == Mode::Answering);
  std::string text = response_head(status, content_type, extra_headers);
  text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  text += keep_alive_ ? "\r\n" : "Connection: close\r\n\r\n";
  text += body;
  write_raw(std::move(text));
  finish_answer();
}

void Connection::begin_stream(std::string_view content_type, std::unique_ptr<Activity> activity) {
  if (!is_open()) return;
  assert(mode_ == Mode::Answering);
  activity_ = std::move(activity);
  write_raw(response_head(200, content_type, {}) + "Transfer-Encoding: chunked\r\n\r\n");
}

void Connection::begin_websocket(const Request& request, std::string_view subprotocol,
                                 std::unique_ptr<Activity> activity) {
  if (!is_open()) return;
  assert(mode_ == Mode::Answering);
  activity_ = std::move(activity);
  mode_ = Mode::Upgraded;
  write_raw(
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: "
      "Upgrade\r\nSec-WebSocket-Accept: " +
      websocket_accept(request.header("Sec-WebSocket-Key")) +
      "\r\nSec-WebSocket-Protocol: " + std::string(subprotocol) + "\r\n\r\n");
}

void Connection::write(std::string_view data) {
  if (mode_ != Mode::Answering || data.empty()) return;
  char size[24];
  std::snprintf(size, sizeof size, "%zx\r\n", data.size());
  std::string chunk(size);
  chunk.append(data).append("\r\n");
  write_raw(std::move(chunk));
}

void Connection::end_stream() {
  if (mode_ != Mode::Answering) return;
  write_raw("0\r\n\r\n");
  finish_answer();
}

void Connection::send(std::string_view message) {
  if (mode_ != Mode::Upgraded || close_sent_) return;
  std::string frame;
  append_frame(frame, Opcode::Binary, message, std::nullopt);
  write_raw(std::move(frame));
}

void Connection::close_websocket(std::uint16_t code) {
  if (mode_ != Mode::Upgraded || std::exchange(close_sent_, true)) return;
  hold_reading(false);  // For the peer's Close.
  arm(kDrainMs);
  std::string frame;
  append_frame(frame, Opcode::Close, close_payload(code, {}), std::nullopt);
  write_raw(std::move(frame));
}

void Connection::hold_reading(bool held) {
  if (!is_open()) return;
  if (held) uv_read_stop(stream());
  if (!held) start_reading();
}

std::size_t Connection::queued_bytes() const { return uv_stream_get_write_queue_size(stream()); }

void Connection::write_raw(std::string bytes) {
  if (!is_open()) return;
  if (queued_bytes() + bytes.size() > kQueuedBytesMax && queued_bytes() > 0) return close();
  auto* write = new Write{{}, std::move(bytes)};
  write->request.data = write;
  const uv_buf_t buffer = uv_buf_init(write->bytes.data(), static_cast<unsigned>(write->bytes.size()));
  const int error = uv_write(&write->request, stream(), &buffer, 1, [](uv_write_t* request, int status) {
    auto& me = *static_cast<Connection*>(request->handle->data);
    delete static_cast<Write*>(request->data);
    me.writes_pending_ -= 1;
    if (status == 0) me.written();
    if (status < 0) me.close();
  });
  if (error == 0) {
    writes_pending_ += 1;
  } else {
    delete write;
    close();
  }
}

void Connection::written() {
  if (!is_open() || writes_pending_ > 0) return;
  if (mode_ != Mode::Ending) {
    if (activity_) activity_->drained();
    return;
  }
  activity_.reset();
  if (!keep_alive_) return drain();
  mode_ = Mode::Reading;
  arm(kIdleMs);
  parse();
}

// The last bytes of an answer are queued: what follows happens in written().
void Connection::finish_answer() {
  if (!is_open()) return;
  if (mode_ == Mode::Upgraded) keep_alive_ = false;
  mode_ = Mode::Ending;
  arm(kDrainMs);
  if (writes_pending_ == 0) close();
}

void Connection::drain() {
  if (peer_ended_) return close();
  mode_ = Mode::Draining;
  auto* shutdown = new uv_shutdown_t;
  if (uv_shutdown(shutdown, stream(), [](uv_shutdown_t* request, int) { delete request; }) != 0) {
    delete shutdown;
    close();
  }
}

void Connection::close() {
  if (!is_open()) return;
  mode_ = Mode::Closing;
  uv_close(reinterpret_cast<uv_handle_t*>(&timer_), [](uv_handle_t* timer) {
    auto& me = *static_cast<Connection*>(timer->data);
    uv_close(reinterpret_cast<uv_handle_t*>(&me.pipe_), [](uv_handle_t* pipe) {
      auto* closed = static_cast<Connection*>(pipe->data);
      closed->activity_.reset();
      const OnClosed on_closed = std::move(closed->on_closed_);
      on_closed(*closed);
      delete closed;
    });
  });
}

}  // namespace peapod::http
