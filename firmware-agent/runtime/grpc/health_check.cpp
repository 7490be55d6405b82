#include "firmware-agent/runtime/grpc/health_check.h"

#include <charconv>
#include <iterator>

namespace peapod::runtime {
namespace {

constexpr std::string_view kCodeNames[] = {
    "OK",       "Canceled",       "Unknown",          "InvalidArgument",   "DeadlineExceeded",
    "NotFound", "AlreadyExists",  "PermissionDenied", "ResourceExhausted", "FailedPrecondition",
    "Aborted",  "OutOfRange",     "Unimplemented",    "Internal",          "Unavailable",
    "DataLoss", "Unauthenticated"};
constexpr std::string_view kServingNames[] = {"UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN"};

// A message is a flag for compression, four bytes of length, and so many bytes.
constexpr std::size_t kPrefixSize = 5;

// Protocol Buffers' wire types.
enum class Wire : std::uint8_t { Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5 };

void append_varint(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<char>(value | 0x80));
  out.push_back(static_cast<char>(value));
}

std::optional<std::uint64_t> take_varint(std::string_view& bytes) {
  std::uint64_t value = 0;
  for (int shift = 0; shift < 64 && !bytes.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
  return std::nullopt;
}

bool skip(std::string_view& bytes, std::uint64_t size) {
  if (size > bytes.size()) return false;
  bytes.remove_prefix(static_cast<std::size_t>(size));
  return true;
}

bool skip_value(std::string_view& bytes, std::uint64_t wire) {
  switch (static_cast<Wire>(wire)) {
    case Wire::Varint:
      return take_varint(bytes).has_value();
    case Wire::Fixed64:
      return skip(bytes, 8);
    case Wire::Bytes:
      if (const auto size = take_varint(bytes)) return skip(bytes, *size);
      return false;
    case Wire::Fixed32:
      return skip(bytes, 4);
  }
  return false;
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

void append_number(std::string& out, std::uint64_t number) {
  char digits[24];
  const char* end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  out.append(digits, static_cast<std::size_t>(end - digits));
}

}  // namespace

std::string health_check_request(std::string_view service) {
  constexpr char kServiceTag = 1 << 3 | static_cast<char>(Wire::Bytes);
  std::string message;
  if (!service.empty()) {
    message.push_back(kServiceTag);
    append_varint(message, service.size());
    message.append(service);
  }
  std::string out(1, '\0');
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(message.size() >> shift));
  return out + message;
}

std::optional<std::uint64_t> serving_status(std::string_view message) {
  if (message.size() < kPrefixSize || message[0] != 0) return std::nullopt;
  std::uint32_t size = 0;
  for (std::size_t i = 1; i < kPrefixSize; ++i) size = size << 8 | static_cast<unsigned char>(message[i]);
  message.remove_prefix(kPrefixSize);
  if (message.size() != size) return std::nullopt;
  std::uint64_t status = 0;
  while (!message.empty()) {
    constexpr std::uint64_t kStatusTag = 1 << 3;
    const auto tag = take_varint(message);
    if (!tag) return std::nullopt;
    if (*tag == kStatusTag) {
      const auto value = take_varint(message);
      if (!value) return std::nullopt;
      status = *value;
    } else if (!skip_value(message, *tag & 7)) {
      return std::nullopt;
    }
  }
  return status;
}

void append_serving_status(std::string& out, std::uint64_t status) {
  if (status < std::size(kServingNames)) {
    out.append(kServingNames[status]);
  } else {
    append_number(out, status);
  }
}

GrpcCode parse_grpc_code(std::string_view text) {
  std::uint32_t code = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), code);
  const bool known = error == std::errc{} && end == text.data() + text.size() && code < std::size(kCodeNames);
  return known ? static_cast<GrpcCode>(code) : GrpcCode::Unknown;
}

GrpcCode code_of_http_status(int status) {
  switch (status) {
    case 400:
      return GrpcCode::Internal;
    case 401:
      return GrpcCode::Unauthenticated;
    case 403:
      return GrpcCode::PermissionDenied;
    case 404:
      return GrpcCode::Unimplemented;
    case 429:
    case 502:
    case 503:
    case 504:
      return GrpcCode::Unavailable;
    default:
      return GrpcCode::Unknown;
  }
}

GrpcCode code_of_stream_error(std::uint32_t error_code) {
  // Of RFC 9113, section 7.
  constexpr std::uint32_t kRefusedStream = 7, kCancel = 8, kEnhanceYourCalm = 11, kInadequateSecurity = 12;
  switch (error_code) {
    case kRefusedStream:
      return GrpcCode::Unavailable;
    case kCancel:
      return GrpcCode::Canceled;
    case kEnhanceYourCalm:
      return GrpcCode::ResourceExhausted;
    case kInadequateSecurity:
      return GrpcCode::PermissionDenied;
    default:
      return GrpcCode::Internal;
  }
}

void append_percent_decoded(std::string& out, std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_value(text[i + 2]) : -1;
    if (low < 0) {
      out.push_back(text[i]);
    } else {
      out.push_back(static_cast<char>(high << 4 | low));
      i += 2;
    }
  }
}

void append_rpc_error(std::string& out, GrpcCode code, std::string_view message) {
  out.append("rpc error: code = ").append(kCodeNames[static_cast<std::size_t>(code)]).append(" desc = ");
  out.append(message);
}

}  // namespace peapod::runtime
