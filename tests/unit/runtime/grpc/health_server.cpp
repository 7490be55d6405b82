#include "tests/unit/runtime/grpc/health_server.h"

#include <nghttp2/nghttp2.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "tests/unit/runtime/network_box.h"

namespace peapod::test {
namespace {

// One connection.
struct Talk {
  const HealthAnswer& answer;
  HealthCall call = {};
  std::int32_t stream = 0;
  std::size_t body_sent = 0;
  bool call_complete = false;
  bool over = false;
};

Talk& talk_of(void* user_data) { return *static_cast<Talk*>(user_data); }

nghttp2_nv pair_of(const std::string& name, const std::string& value) {
  const auto bytes = [](const std::string& text) {
    return reinterpret_cast<std::uint8_t*>(const_cast<char*>(text.data()));
  };
  return {bytes(name), bytes(value), name.size(), value.size(), NGHTTP2_NV_FLAG_NONE};
}

void answer_call(nghttp2_session* session, Talk& talk) {
  const HealthAnswer& answer = talk.answer;
  if (answer.kind == HealthAnswer::Kind::Reset) {
    nghttp2_submit_rst_stream(session, NGHTTP2_FLAG_NONE, talk.stream, answer.reset_code);
  }
  if (answer.kind != HealthAnswer::Kind::Answer) return;
  const std::string status = ":status", type = "content-type", grpc = "application/grpc";
  const nghttp2_nv headers[] = {pair_of(status, answer.http_status), pair_of(type, grpc)};
  nghttp2_data_provider body{};
  body.source.ptr = &talk;
  body.read_callback = [](nghttp2_session* on, std::int32_t stream, std::uint8_t* into, std::size_t size,
                          std::uint32_t* flags, nghttp2_data_source* source, void*) -> ssize_t {
    auto& to = *static_cast<Talk*>(source->ptr);
    size = std::min(size, to.answer.body.size() - to.body_sent);
    std::memcpy(into, to.answer.body.data() + to.body_sent, size);
    to.body_sent += size;
    if (to.body_sent < to.answer.body.size()) return static_cast<ssize_t>(size);
    *flags |= NGHTTP2_DATA_FLAG_EOF;
    if (to.answer.trailers.empty()) return static_cast<ssize_t>(size);
    *flags |= NGHTTP2_DATA_FLAG_NO_END_STREAM;
    std::vector<nghttp2_nv> trailers;
    for (const auto& [name, value] : to.answer.trailers) trailers.push_back(pair_of(name, value));
    nghttp2_submit_trailer(on, stream, trailers.data(), trailers.size());
    return static_cast<ssize_t>(size);
  };
  nghttp2_submit_response(session, talk.stream, headers, 2, &body);
}

nghttp2_session_callbacks* make_callbacks() {
  nghttp2_session_callbacks* callbacks = nullptr;
  nghttp2_session_callbacks_new(&callbacks);
  nghttp2_session_callbacks_set_on_header_callback(
      callbacks, [](nghttp2_session*, const nghttp2_frame*, const std::uint8_t* name, std::size_t name_size,
                    const std::uint8_t* value, std::size_t value_size, std::uint8_t, void* user_data) {
        talk_of(user_data).call.headers.emplace_back(std::string(name, name + name_size),
                                                     std::string(value, value + value_size));
        return 0;
      });
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback(
      callbacks,
      [](nghttp2_session*, std::uint8_t, std::int32_t, const std::uint8_t* bytes, std::size_t size, void* user_data) {
        talk_of(user_data).call.body.append(bytes, bytes + size);
        return 0;
      });
  nghttp2_session_callbacks_set_on_frame_recv_callback(
      callbacks, [](nghttp2_session* session, const nghttp2_frame* frame, void* user_data) {
        const bool ends = (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0;
        if (!ends || (frame->hd.type != NGHTTP2_DATA && frame->hd.type != NGHTTP2_HEADERS)) return 0;
        talk_of(user_data).stream = frame->hd.stream_id;
        talk_of(user_data).call_complete = true;
        answer_call(session, talk_of(user_data));
        return 0;
      });
  return callbacks;
}

bool send_all(int socket, const std::uint8_t* bytes, std::size_t size) {
  while (size > 0) {
    const ssize_t count = ::send(socket, bytes, size, MSG_NOSIGNAL);
    if (count <= 0) return false;
    bytes += count;
    size -= static_cast<std::size_t>(count);
  }
  return true;
}

}  // namespace

std::string HealthCall::header(const std::string& name) const {
  for (const auto& [known, value] : headers) {
    if (known == name) return value;
  }
  return {};
}

std::string health_message(char status) { return std::string("\0\0\0\0\2\x08", 6) + status; }

HealthAnswer health_status(char status) {
  HealthAnswer answer;
  answer.body = health_message(status);
  return answer;
}

HealthAnswer grpc_error(const std::string& code, const std::string& message) {
  HealthAnswer answer;
  answer.trailers = {{"grpc-status", code}, {"grpc-message", message}};
  return answer;
}

HealthServer::HealthServer(UniqueFd listening, std::vector<HealthAnswer> answers)
    : listening_(std::move(listening)),
      port_(NetworkBox::port_of(listening_.get())),
      answers_(std::move(answers)),
      thread_([this] { serve(); }) {}

HealthServer::~HealthServer() {
  {
    const std::lock_guard lock(mutex_);
    ::shutdown(listening_.get(), SHUT_RDWR);  // Wakes accept().
    if (current_ >= 0) ::shutdown(current_, SHUT_RDWR);
  }
  thread_.join();
}

std::vector<HealthCall> HealthServer::calls() const {
  const std::lock_guard lock(mutex_);
  return calls_;
}

std::size_t HealthServer::connections() const {
  const std::lock_guard lock(mutex_);
  return connections_;
}

void HealthServer::serve() {
  for (;;) {
    UniqueFd connection(::accept4(listening_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!connection) return;
    std::size_t index = 0;
    {
      const std::lock_guard lock(mutex_);
      index = std::min(connections_++, answers_.size() - 1);
      current_ = connection.get();
    }
    talk(std::move(connection), answers_[index]);
  }
}

void HealthServer::talk(UniqueFd connection, const HealthAnswer& answer) {
  if (answer.kind == HealthAnswer::Kind::Close_first || answer.kind == HealthAnswer::Kind::NoSettings) {
    const std::lock_guard lock(mutex_);
    current_ = -1;
    if (answer.kind == HealthAnswer::Kind::NoSettings) held_.push_back(std::move(connection));
    return;
  }
  Talk talk{answer};
  nghttp2_session_callbacks* callbacks = make_callbacks();
  nghttp2_session* session = nullptr;
  nghttp2_session_server_new(&session, callbacks, &talk);
  nghttp2_session_callbacks_del(callbacks);
  nghttp2_submit_settings(session, NGHTTP2_FLAG_NONE, nullptr, 0);
  bool open = true;
  while (open) {
    const std::uint8_t* bytes = nullptr;
    for (ssize_t size; (size = nghttp2_session_mem_send(session, &bytes)) > 0;) {
      open = open && send_all(connection.get(), bytes, static_cast<std::size_t>(size));
    }
    if (talk.call_complete && answer.kind == HealthAnswer::Kind::Hang_up) break;
    if (talk.call_complete && answer.kind == HealthAnswer::Kind::Silence) break;
    std::uint8_t buffer[4096];
    const ssize_t count = ::recv(connection.get(), buffer, sizeof buffer, 0);
    if (count <= 0) break;
    if (nghttp2_session_mem_recv(session, buffer, static_cast<std::size_t>(count)) < 0) break;
  }
  nghttp2_session_del(session);
  const std::lock_guard lock(mutex_);
  current_ = -1;
  calls_.push_back(std::move(talk.call));
  if (answer.kind == HealthAnswer::Kind::Silence) held_.push_back(std::move(connection));
}

}  // namespace peapod::test
