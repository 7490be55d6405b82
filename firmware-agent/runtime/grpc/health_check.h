#pragma once

// The words of a gRPC health check (grpc.health.v1.Health/Check): its message, its answer, and what a gRPC status says,
// as kubelet 1.36 probe/grpc tells it. Pure; the transport is grpc_call.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace peapod::runtime {

inline constexpr std::string_view kHealthCheckPath = "/grpc.health.v1.Health/Check";

// Status codes of gRPC (google.golang.org/grpc/codes).
enum class GrpcCode : std::uint32_t {
  Ok,
  Canceled,
  Unknown,
  InvalidArgument,
  DeadlineExceeded,
  NotFound,
  AlreadyExists,
  PermissionDenied,
  ResourceExhausted,
  FailedPrecondition,
  Aborted,
  OutOfRange,
  Unimplemented,
  Internal,
  Unavailable,
  DataLoss,
  Unauthenticated
};

// A length-prefixed HealthCheckRequest.
std::string health_check_request(std::string_view service);

// HealthCheckResponse.ServingStatus of a length-prefixed message; nothing when it is not one whole message.
std::optional<std::uint64_t> serving_status(std::string_view message);
inline constexpr std::uint64_t kServing = 1;

// "SERVING", or the number when it has no name.
void append_serving_status(std::string& out, std::uint64_t status);

// The text of a grpc-status header; anything that is no code is Unknown.
GrpcCode parse_grpc_code(std::string_view text);
// What an answer without a grpc-status means by its HTTP status (grpc-go HTTPStatusConvTab).
GrpcCode code_of_http_status(int status);
// What a stream reset by the server means (grpc-go http2ErrConvTab).
GrpcCode code_of_stream_error(std::uint32_t error_code);

// A grpc-message header: %XX are bytes.
void append_percent_decoded(std::string& out, std::string_view text);

// "rpc error: code = NotFound desc = unknown service".
void append_rpc_error(std::string& out, GrpcCode code, std::string_view message);

}  // namespace peapod::runtime
