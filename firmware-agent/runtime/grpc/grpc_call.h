#pragma once

// One gRPC health check over an HTTP/2 connection in cleartext: bytes in, bytes out, no socket. As grpc-go, which
// kubelet uses: the connection counts as made when the server's SETTINGS have come, and only then the call is sent.
// Its memory is kept from call to call.

#include <nghttp2/nghttp2.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "firmware-agent/core/time.h"
#include "firmware-agent/runtime/grpc/health_check.h"
#include "firmware-agent/runtime/kept_memory.h"

namespace peapod::runtime {

class GrpcCall {
 public:
  explicit GrpcCall(std::string_view service);
  ~GrpcCall() { end(); }
  GrpcCall(const GrpcCall&) = delete;
  GrpcCall& operator=(const GrpcCall&) = delete;

  // On a new connection. `timeout` is told to the server as grpc-timeout, in milliseconds; 0: none.
  void begin(std::string_view authority, std::string_view user_agent, core::Millis timeout);
  void end();  // Forgets the connection. Idempotent.

  // What is to be sent now; the same again until sent() has taken it all. Empty: nothing.
  std::string_view output();
  void sent(std::size_t size) { pending_.remove_prefix(size); }
  // What has come. False: the connection is of no use any more.
  bool take(std::string_view bytes);

  bool connected() const { return connected_; }  // The server's SETTINGS have come.
  bool done() const { return done_; }            // The call has its answer.

  // Once done(): Ok, with the answer's serving status, or what went wrong.
  GrpcCode code() const { return code_; }
  const std::string& message() const { return message_; }
  std::uint64_t serving() const { return serving_; }

 private:
  static constexpr std::size_t kAnswerMax = 4096;  // A HealthCheckResponse has two bytes.
  static constexpr std::size_t kMessageMax = 1024;

  static const nghttp2_session_callbacks* callbacks();
  static GrpcCall& of(void* user_data) { return *static_cast<GrpcCall*>(user_data); }
  void submit();
  void take_header(std::string_view name, std::string_view value);
  void take_data(std::string_view bytes);
  void finish(std::uint32_t stream_error);
  void fail(GrpcCode code, std::string_view message);

  KeptMemory memory_;
  nghttp2_session* session_ = nullptr;
  const std::string request_;
  std::size_t request_sent_ = 0;
  std::string authority_;
  std::string user_agent_;
  std::string timeout_;
  std::string_view pending_;
  bool connected_ = false;
  bool done_ = false;

  int http_status_ = 0;
  std::string grpc_status_;  // Empty: none has come.
  std::string answer_;
  bool answer_too_long_ = false;

  GrpcCode code_ = GrpcCode::Unknown;
  std::string message_;
  std::uint64_t serving_ = 0;
};

}  // namespace peapod::runtime
