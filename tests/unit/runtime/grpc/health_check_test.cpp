#include "firmware-agent/runtime/grpc/health_check.h"

#include <gtest/gtest.h>

namespace peapod::runtime {
namespace {

std::string bytes(std::initializer_list<int> list) { return {list.begin(), list.end()}; }

TEST(HealthCheck, AsksForAService) {
  EXPECT_EQ(health_check_request(""), bytes({0, 0, 0, 0, 0}));
  EXPECT_EQ(health_check_request("a.B"), bytes({0, 0, 0, 0, 5, 0x0a, 3, 'a', '.', 'B'}));
  const std::string longer = health_check_request(std::string(300, 's'));
  EXPECT_EQ(longer.substr(0, 8), bytes({0, 0, 0, 1, 0x2f, 0x0a, 0xac, 0x02}));
}

TEST(HealthCheck, ReadsTheAnswer) {
  struct Case {
    std::string message;
    std::optional<std::uint64_t> status;
  };
  const Case cases[] = {
      {bytes({0, 0, 0, 0, 0}), 0},                                       // All defaults.
      {bytes({0, 0, 0, 0, 2, 8, 1}), 1},                                 //
      {bytes({0, 0, 0, 0, 3, 8, 0x80, 1}), 128},                         //
      {bytes({0, 0, 0, 0, 4, 8, 2, 8, 1}), 1},                           // The last one counts.
      {bytes({0, 0, 0, 0, 6, 0x12, 2, 'x', 'y', 8, 1}), 1},              // Fields that came later: text,
      {bytes({0, 0, 0, 0, 4, 0x18, 9, 8, 1}), 1},                        // number,
      {bytes({0, 0, 0, 0, 7, 0x25, 1, 2, 3, 4, 8, 1}), 1},               // 32 bits,
      {bytes({0, 0, 0, 0, 11, 0x21, 1, 2, 3, 4, 5, 6, 7, 8, 8, 1}), 1},  // 64 bits.
      {"", std::nullopt},
      {bytes({0, 0, 0, 0}), std::nullopt},
      {bytes({0, 0, 0, 0, 2, 8}), std::nullopt},        // Too short,
      {bytes({0, 0, 0, 0, 1, 8, 1}), std::nullopt},     // too long.
      {bytes({1, 0, 0, 0, 2, 8, 1}), std::nullopt},     // Compressed.
      {bytes({0, 0, 0, 0, 1, 8}), std::nullopt},        // A field without its value.
      {bytes({0, 0, 0, 0, 2, 0x12, 9}), std::nullopt},  // Text longer than the message.
      {bytes({0, 0, 0, 0, 1, 0x0b}), std::nullopt},     // A group: no such thing in proto3.
      {bytes({0, 0, 0, 0, 2, 8, 0x80}), std::nullopt},  // A number without its end.
  };
  for (const Case& one : cases)
    EXPECT_EQ(serving_status(one.message), one.status) << testing::PrintToString(one.message);
}

TEST(HealthCheck, NamesStatus) {
  const auto name = [](std::uint64_t status) {
    std::string out;
    append_serving_status(out, status);
    return out;
  };
  EXPECT_EQ(name(0), "UNKNOWN");
  EXPECT_EQ(name(1), "SERVING");
  EXPECT_EQ(name(2), "NOT_SERVING");
  EXPECT_EQ(name(3), "SERVICE_UNKNOWN");
  EXPECT_EQ(name(4), "4");
}

TEST(HealthCheck, KnowsCodes) {
  EXPECT_EQ(parse_grpc_code("0"), GrpcCode::Ok);
  EXPECT_EQ(parse_grpc_code("16"), GrpcCode::Unauthenticated);
  for (const char* text : {"17", "-1", "", "x", "5x"}) EXPECT_EQ(parse_grpc_code(text), GrpcCode::Unknown) << text;
  EXPECT_EQ(code_of_http_status(404), GrpcCode::Unimplemented);
  EXPECT_EQ(code_of_http_status(503), GrpcCode::Unavailable);
  EXPECT_EQ(code_of_http_status(500), GrpcCode::Unknown);
  EXPECT_EQ(code_of_stream_error(7), GrpcCode::Unavailable);
  EXPECT_EQ(code_of_stream_error(8), GrpcCode::Canceled);
  EXPECT_EQ(code_of_stream_error(2), GrpcCode::Internal);
}

TEST(HealthCheck, DecodesMessages) {
  const auto decoded = [](std::string_view text) {
    std::string out;
    append_percent_decoded(out, text);
    return out;
  };
  EXPECT_EQ(decoded("unknown%20service %C3%A4"), "unknown service \xc3\xa4");
  EXPECT_EQ(decoded("50% %zz %4"), "50% %zz %4");
  EXPECT_EQ(decoded("%41"), "A");
}

}  // namespace
}  // namespace peapod::runtime
