#pragma once

// A server over fake pods on a socket in a temporary directory, and clients of it, all on one loop in one thread.

#include <gtest/gtest.h>
#include <poll.h>
#include <rapidjson/document.h>
#include <sys/socket.h>
#include <unistd.h>
#include <uv.h>

#include <cstdlib>
#include <string>

#include "firmware-agent/api/server.h"
#include "firmware-agent/http/response_parser.h"
#include "firmware-agent/http/unix_address.h"
#include "tests/unit/api/fake_pods.h"

namespace peapod::api {

struct Answer {
  int status = 0;
  std::string body;
  std::string warning;  // The first Warning header.
};

class ApiTest : public testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/peapod-api-XXXXXX";
    ASSERT_NE(mkdtemp(name), nullptr);
    directory_ = name;
    uv_loop_init(&loop_);
    server_ = std::make_unique<Server>(&loop_, pods_, directory_ + "/s");
    ASSERT_TRUE(server_->start());
  }

  void TearDown() override {
    bool stopped = false;
    server_->stop([&] { stopped = true; });
    while (!stopped) uv_run(&loop_, UV_RUN_ONCE);
    server_.reset();
    uv_run(&loop_, UV_RUN_DEFAULT);
    EXPECT_EQ(uv_loop_close(&loop_), 0);
    EXPECT_TRUE(pods_.listeners.empty());
    EXPECT_EQ(rmdir(directory_.c_str()), 0);
  }

  UniqueFd send(const std::string& method, const std::string& path, const std::string& body = {},
                const std::string& headers = {}) {
    auto fd = http::connect_unix(directory_ + "/s");
    EXPECT_TRUE(fd);
    std::string text = method + " " + path + " HTTP/1.1\r\n" + headers;
    if (!body.empty()) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    text += "\r\n" + body;
    EXPECT_EQ(::send(fd->get(), text.data(), text.size(), MSG_NOSIGNAL), static_cast<ssize_t>(text.size()));
    return std::move(*fd);
  }

  // Runs the loop until bytes have come; empty when the peer has closed.
  std::string receive(int fd) {
    char buffer[65536];
    for (;;) {
      const ssize_t count = recv(fd, buffer, sizeof buffer, MSG_DONTWAIT);
      if (count >= 0) return {buffer, static_cast<std::size_t>(count)};
      uv_run(&loop_, UV_RUN_NOWAIT);
    }
  }

  Answer ask(const std::string& method, const std::string& path, const std::string& body = {},
             const std::string& headers = {}) {
    const UniqueFd fd = send(method, path, body, headers);
    Answer answer;
    http::ResponseParser parser([&](std::string_view piece) { answer.body += piece; });
    while (parser.state() != http::ResponseParser::State::Done) {
      const std::string bytes = receive(fd.get());
      if (bytes.empty()) break;
      parser.feed(bytes);
    }
    answer.status = parser.status();
    answer.warning = parser.header("Warning");
    return answer;
  }
  Answer get(const std::string& path, const std::string& headers = {}) { return ask("GET", path, {}, headers); }

  // An answer that does not end: a watch, or a log being followed.
  class Stream {
   public:
    Stream(ApiTest& test, UniqueFd fd)
        : test_(test), fd_(std::move(fd)), parser_([this](std::string_view piece) { body_ += piece; }) {}

    // Until the body holds `end` after what was taken before; that much of the body. Empty when the answer has ended.
    std::string until(const std::string& end) {
      std::size_t at;
      while ((at = body_.find(end)) == std::string::npos) {
        if (parser_.state() == http::ResponseParser::State::Done) return {};
        parser_.feed(test_.receive(fd_.get()));
      }
      std::string part = body_.substr(0, at + end.size());
      body_.erase(0, at + end.size());
      return part;
    }
    bool at_end() {
      while (parser_.state() != http::ResponseParser::State::Done) parser_.feed(test_.receive(fd_.get()));
      return body_.empty();
    }

   private:
    ApiTest& test_;
    UniqueFd fd_;
    std::string body_;
    http::ResponseParser parser_;
  };

  static rapidjson::Document parse(const std::string& text) {
    rapidjson::Document document;
    document.Parse(text.c_str());
    EXPECT_FALSE(document.HasParseError()) << text;
    return document;
  }
  static std::string message(const Answer& answer) {
    const auto document = parse(answer.body);
    EXPECT_STREQ(document["kind"].GetString(), "Status");
    EXPECT_EQ(document["code"].GetInt(), answer.status);
    return document["message"].GetString();
  }

  uv_loop_t loop_;
  FakePods pods_;
  std::string directory_;
  std::unique_ptr<Server> server_;
};

inline constexpr char kTable[] = "Accept: application/json;as=Table;v=v1;g=meta.k8s.io,application/json\r\n";

}  // namespace peapod::api
