#include <gtest/gtest.h>

#include "firmware-agent/http/response_parser.h"

namespace peapod::http {
namespace {

TEST(ResponseParser, JoinsChunksAndStopsAtTheEnd) {
  std::string body;
  ResponseParser parser([&](std::string_view piece) { body += piece; });
  const std::string text =
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: "
      "chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
  EXPECT_EQ(parser.feed(text + "rest"), text.size());
  EXPECT_EQ(parser.state(), ResponseParser::State::Done);
  EXPECT_EQ(parser.status(), 200);
  EXPECT_EQ(body, "abcde");
}

TEST(ResponseParser, ABodyWithoutLengthEndsWithTheStream) {
  std::string body;
  ResponseParser parser([&](std::string_view piece) { body += piece; });
  parser.feed("HTTP/1.1 200 OK\r\n\r\nabc");
  EXPECT_EQ(parser.state(), ResponseParser::State::Body);
  parser.end_of_stream();
  EXPECT_EQ(parser.state(), ResponseParser::State::Done);
  EXPECT_EQ(body, "abc");
}

TEST(ResponseParser, ACutBodyIsAFailure) {
  ResponseParser parser([](std::string_view) {});
  parser.feed("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");
  parser.end_of_stream();
  EXPECT_EQ(parser.state(), ResponseParser::State::Failed);
}

TEST(ResponseParser, LeavesBytesAfterAnUpgradeAlone) {
  ResponseParser parser([](std::string_view) {});
  const std::string head = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";
  EXPECT_EQ(parser.feed(head + "\x82\x05hello"), head.size());
  EXPECT_EQ(parser.state(), ResponseParser::State::Done);
  EXPECT_EQ(parser.status(), 101);
}

}  // namespace
}  // namespace peapod::http
