#include "firmware-agent/runtime/grpc/grpc_call.h"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace peapod::runtime {
namespace {

nghttp2_nv header(std::string_view name, std::string_view value) {
  // The library copies both; its type wants them writable.
  const auto bytes = [](std::string_view text) {
    return reinterpret_cast<std::uint8_t*>(const_cast<char*>(text.data()));
  };
  return {bytes(name), bytes(value), name.size(), value.size(), NGHTTP2_NV_FLAG_NONE};
}

std::string_view text(const std::uint8_t* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

KeptMemory& memory_of(void* user_data) { return *static_cast<KeptMemory*>(user_data); }

}  // namespace

GrpcCall::GrpcCall(std::string_view service) : request_(health_check_request(service)) {
  grpc_status_.reserve(16);
  answer_.reserve(64);
  message_.reserve(kMessageMax);
  // How many frames wait to be sent at a time depends on when the server's come.
  for (const std::size_t size : {32, 64, 128, 256}) memory_.reserve(size, 6);
}

const nghttp2_session_callbacks* GrpcCall::callbacks() {
  static const nghttp2_session_callbacks* const kCallbacks = [] {
    nghttp2_session_callbacks* callbacks = nullptr;
    if (nghttp2_session_callbacks_new(&callbacks) != 0) return callbacks;
    nghttp2_session_callbacks_set_on_frame_recv_callback(
        callbacks, [](nghttp2_session*, const nghttp2_frame* frame, void* user_data) {
          GrpcCall& call = of(user_data);
          if (frame->hd.type != NGHTTP2_SETTINGS || (frame->hd.flags & NGHTTP2_FLAG_ACK) != 0) return 0;
          if (!call.connected_) call.submit();
          return 0;
        });
    nghttp2_session_callbacks_set_on_header_callback(
        callbacks, [](nghttp2_session*, const nghttp2_frame*, const std::uint8_t* name, std::size_t name_size,
                      const std::uint8_t* value, std::size_t value_size, std::uint8_t, void* user_data) {
          of(user_data).take_header(text(name, name_size), text(value, value_size));
          return 0;
        });
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(
        callbacks,
        [](nghttp2_session*, std::uint8_t, std::int32_t, const std::uint8_t* bytes, std::size_t size, void* user_data) {
          of(user_data).take_data(text(bytes, size));
          return 0;
        });
    nghttp2_session_callbacks_set_on_stream_close_callback(
        callbacks, [](nghttp2_session*, std::int32_t, std::uint32_t error_code, void* user_data) {
          of(user_data).finish(error_code);
          return 0;
        });
    return callbacks;
  }();
  return kCallbacks;
}

void GrpcCall::begin(std::string_view authority, std::string_view user_agent, core::Millis timeout) {
  end();
  authority_.assign(authority);
  user_agent_.assign(user_agent);
  timeout_.clear();
  if (timeout > 0) {
    char digits[24];
    const char* last = std::to_chars(digits, digits + sizeof digits, std::min<core::Millis>(timeout, 99'999'999)).ptr;
    timeout_.append(digits, static_cast<std::size_t>(last - digits)).push_back('m');
  }
  request_sent_ = 0;
  connected_ = done_ = answer_too_long_ = false;
  http_status_ = 0;
  grpc_status_.clear();
  answer_.clear();
  message_.clear();

  nghttp2_mem memory{
      &memory_,
      [](std::size_t size, void* kept) { return memory_of(kept).take(size); },
      [](void* block, void* kept) { memory_of(kept).give_back(block); },
      [](std::size_t count, std::size_t size, void* kept) { return memory_of(kept).take_zeroed(count, size); },
      [](void* block, std::size_t size, void* kept) { return memory_of(kept).resize(block, size); },
  };
  if (nghttp2_session_client_new3(&session_, callbacks(), this, nullptr, &memory) != 0) {
    session_ = nullptr;
    return;
  }
  const nghttp2_settings_entry no_push{NGHTTP2_SETTINGS_ENABLE_PUSH, 0};
  nghttp2_submit_settings(session_, NGHTTP2_FLAG_NONE, &no_push, 1);
}

void GrpcCall::end() {
  if (session_ != nullptr) nghttp2_session_del(session_);
  session_ = nullptr;
  pending_ = {};
}

void GrpcCall::submit() {
  connected_ = true;
  nghttp2_nv headers[9] = {header(":method", "POST"),
                           header(":scheme", "http"),
                           header(":path", kHealthCheckPath),
                           header(":authority", authority_),
                           header("content-type", "application/grpc"),
                           header("user-agent", user_agent_),
                           header("te", "trailers")};
  std::size_t count = 7;
  if (!timeout_.empty()) headers[count++] = header("grpc-timeout", timeout_);
  nghttp2_data_provider body{};
  body.source.ptr = this;
  body.read_callback = [](nghttp2_session*, std::int32_t, std::uint8_t* into, std::size_t size, std::uint32_t* flags,
                          nghttp2_data_source* source, void*) -> ssize_t {
    auto& call = *static_cast<GrpcCall*>(source->ptr);
    size = std::min(size, call.request_.size() - call.request_sent_);
    std::memcpy(into, call.request_.data() + call.request_sent_, size);
    call.request_sent_ += size;
    if (call.request_sent_ == call.request_.size()) *flags |= NGHTTP2_DATA_FLAG_EOF;
    return static_cast<ssize_t>(size);
  };
  if (nghttp2_submit_request(session_, nullptr, headers, count, &body, nullptr) < 0) {
    fail(GrpcCode::Internal, "the request cannot be sent");
  }
}

std::string_view GrpcCall::output() {
  if (!pending_.empty() || session_ == nullptr) return pending_;
  const std::uint8_t* bytes = nullptr;
  const ssize_t size = nghttp2_session_mem_send(session_, &bytes);
  if (size > 0) pending_ = text(bytes, static_cast<std::size_t>(size));
  return pending_;
}

bool GrpcCall::take(std::string_view bytes) {
  if (session_ == nullptr) return false;
  const ssize_t size =
      nghttp2_session_mem_recv(session_, reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  return size >= 0 && (done_ || nghttp2_session_want_read(session_) != 0);
}

void GrpcCall::take_header(std::string_view name, std::string_view value) {
  if (name == ":status") {
    std::from_chars(value.data(), value.data() + value.size(), http_status_);
  } else if (name == "grpc-status") {
    grpc_status_.assign(value.substr(0, 16));
  } else if (name == "grpc-message") {
    message_.clear();
    append_percent_decoded(message_, value.substr(0, kMessageMax));
  }
}

void GrpcCall::take_data(std::string_view bytes) {
  answer_too_long_ = answer_too_long_ || answer_.size() + bytes.size() > kAnswerMax;
  if (!answer_too_long_) answer_.append(bytes);
}

void GrpcCall::finish(std::uint32_t stream_error) {
  if (done_) return;
  if (!grpc_status_.empty()) {
    done_ = true;
    code_ = parse_grpc_code(grpc_status_);
    if (code_ != GrpcCode::Ok) return;
    const auto status = answer_too_long_ ? std::nullopt : serving_status(answer_);
    if (!status) return fail(GrpcCode::Internal, "the answer is not a HealthCheckResponse");
    serving_ = *status;
    return;
  }
  if (http_status_ != 0 && http_status_ != 200) {
    char text[64] = "unexpected HTTP status code received from server: ";
    char* const digits = text + std::strlen(text);
    const char* last = std::to_chars(digits, text + sizeof text, http_status_).ptr;
    return fail(code_of_http_status(http_status_), {text, static_cast<std::size_t>(last - text)});
  }
  if (stream_error != NGHTTP2_NO_ERROR) {
    fail(code_of_stream_error(stream_error), "stream terminated by RST_STREAM with error code: ");
    message_.append(nghttp2_http2_strerror(stream_error));
    return;
  }
  fail(GrpcCode::Internal, "server closed the stream without sending trailers");
}

void GrpcCall::fail(GrpcCode code, std::string_view message) {
  done_ = true;
  code_ = code;
  message_.assign(message);
}

}  // namespace peapod::runtime
