#include "firmware-agent/http/request_parser.h"

#include <gtest/gtest.h>

#include "firmware-agent/http/limits.h"

namespace peapod::http {
namespace {

using State = RequestParser::State;

TEST(RequestParser, ReadsARequestByteByByte) {
  const std::string text = "PUT /api/v1/pods?watch=1 HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nX-Two: a\r\n\r\nhello";
  RequestParser parser;
  for (const char c : text) EXPECT_EQ(parser.feed({&c, 1}), 1U);
  ASSERT_EQ(parser.state(), State::Done);
  const Request request = parser.take();
  EXPECT_EQ(request.method, "PUT");
  EXPECT_EQ(request.path, "/api/v1/pods");
  EXPECT_EQ(request.query, "watch=1");
  EXPECT_EQ(request.body, "hello");
  EXPECT_EQ(request.header("x-TWO"), "a");
  EXPECT_EQ(request.header("absent"), "");
  EXPECT_TRUE(request.keep_alive);
}

TEST(RequestParser, StopsAfterOneRequestAndReadsTheNext) {
  const std::string two = "GET /a HTTP/1.1\r\n\r\nGET /b HTTP/1.1\r\nConnection: close\r\n\r\n";
  RequestParser parser;
  const std::size_t taken = parser.feed(two);
  EXPECT_EQ(taken, two.size() / 2 - 9);
  EXPECT_EQ(parser.take().path, "/a");
  parser.feed(std::string_view(two).substr(taken));
  const Request second = parser.take();
  EXPECT_EQ(second.path, "/b");
  EXPECT_FALSE(second.keep_alive);
}

TEST(RequestParser, LeavesBytesAfterAnUpgradeAlone) {
  const std::string head = "GET /x HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";
  RequestParser parser;
  EXPECT_EQ(parser.feed(head + "\x81\x01z"), head.size());
  EXPECT_TRUE(parser.take().upgrade);
}

TEST(RequestParser, SaysWhenThePeerWaitsToBeAskedForTheBody) {
  RequestParser parser;
  parser.feed("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  EXPECT_TRUE(parser.wants_continue());
  parser.feed("x");
  EXPECT_FALSE(parser.wants_continue());
}

int status_of(const std::string& text) {
  RequestParser parser;
  parser.feed(text);
  return parser.state() == State::Failed ? parser.error_status() : 0;
}

TEST(RequestParser, HasLimits) {
  const std::string start = "GET / HTTP/1.1\r\n";
  EXPECT_EQ(status_of("nonsense\r\n\r\n"), 400);
  EXPECT_EQ(status_of(start + "A: " + std::string(kHeadBytesMax, 'x') + "\r\n\r\n"), 431);
  EXPECT_EQ(status_of("GET /" + std::string(kHeadBytesMax, 'x') + " HTTP/1.1\r\n\r\n"), 431);
  std::string many = start;
  for (std::size_t i = 0; i <= kHeadersMax; ++i) many += "A: b\r\n";
  EXPECT_EQ(status_of(many + "\r\n"), 431);
  EXPECT_EQ(status_of("POST / HTTP/1.1\r\nContent-Length: " + std::to_string(kBodyBytesMax + 1) + "\r\n\r\n"), 413);
  const std::string chunk = "100000\r\n" + std::string(0x100000, 'x') + "\r\n";
  EXPECT_EQ(status_of("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk + chunk + chunk + chunk), 413);
  EXPECT_EQ(status_of("POST / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"), 400);
}

TEST(RequestParser, AcceptsABodyOfExactlyTheLimit) {
  RequestParser parser;
  parser.feed("POST / HTTP/1.1\r\nContent-Length: " + std::to_string(kBodyBytesMax) + "\r\n\r\n");
  parser.feed(std::string(kBodyBytesMax, 'x'));
  ASSERT_EQ(parser.state(), State::Done);
  EXPECT_EQ(parser.take().body.size(), kBodyBytesMax);
}

}  // namespace
}  // namespace peapod::http
