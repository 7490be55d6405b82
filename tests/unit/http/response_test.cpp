#include <gtest/gtest.h>

#include "firmware-agent/http/response_head.h"
#include "firmware-agent/http/response_parser.h"

namespace peapod::http {
namespace {

TEST(ResponseHead, IsReadFromAGrowingBuffer) {
  const std::string text = "HTTP/1.1 302 Found\r\nServer: x\r\nlocation: /login\r\n\r\nbody";
  const std::size_t head_size = text.size() - 4;
  ResponseHead head;
  for (std::size_t size = 0; size < head_size; ++size) {
    ASSERT_EQ(parse_response_head(std::string_view(text).substr(0, size), head), HeadProgress::Incomplete) << size;
  }
  ASSERT_EQ(parse_response_head(text, head), HeadProgress::Complete);
  EXPECT_EQ(head.status, 302);
  EXPECT_EQ(head.location, "/login");
  EXPECT_EQ(head.location.data(), text.data() + text.find("/login"));
}

TEST(ResponseHead, WithoutLocationAndAfterContinue) {
  ResponseHead head;
  ASSERT_EQ(parse_response_head("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 200 OK\r\n\r\n", head), HeadProgress::Complete);
  EXPECT_EQ(head.status, 200);
  EXPECT_TRUE(head.location.empty());
}

TEST(ResponseHead, RefusesWhatIsNotHttp) {
  ResponseHead head;
  EXPECT_EQ(parse_response_head("SSH-2.0-OpenSSH_9.2\r\n", head), HeadProgress::Malformed);
}

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
