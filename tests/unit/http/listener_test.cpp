#include "firmware-agent/http/listener.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "firmware-agent/http/limits.h"
#include "firmware-agent/http/unix_address.h"
#include "firmware-agent/http/websocket_handshake.h"

namespace peapod::http {
namespace {

// An Activity whose end can be seen.
class Watched : public Activity {
 public:
  Watched(Connection& connection, int& alive) : connection_(connection), alive_(alive) { alive_ += 1; }
  ~Watched() override { alive_ -= 1; }
  void received(std::string_view message) override {
    connection_.send("echo " + std::string(message));
    if (message == "bye") connection_.close_websocket(kCloseNormal);
  }

 private:
  Connection& connection_;
  int& alive_;
};

class ListenerTest : public testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/peapod-http-XXXXXX";
    ASSERT_NE(mkdtemp(name), nullptr);
    directory_ = name;
    path_ = directory_ + "/s";
    uv_loop_init(&loop_);
  }

  void TearDown() override {
    while (uv_run(&loop_, UV_RUN_NOWAIT) != 0) {
    }
    EXPECT_EQ(uv_loop_close(&loop_), 0);
    EXPECT_EQ(alive_, 0);
    unlink(path_.c_str());
    EXPECT_EQ(rmdir(directory_.c_str()), 0);
  }

  void close(Listener& listener) {
    bool closed = false;
    listener.close([&] { closed = true; });
    while (!closed) uv_run(&loop_, UV_RUN_ONCE);
  }

  // Sends, then runs the loop until the answer ends with `end` or the peer closes.
  std::string talk(int fd, std::string_view text, std::string_view end) {
    EXPECT_EQ(send(fd, text.data(), text.size(), MSG_NOSIGNAL), static_cast<ssize_t>(text.size()));
    std::string answer;
    while (!answer.ends_with(end) || answer.empty()) {
      uv_run(&loop_, UV_RUN_NOWAIT);
      pollfd ready{fd, POLLIN, 0};
      if (poll(&ready, 1, 0) == 0) continue;
      char buffer[4096];
      const ssize_t count = recv(fd, buffer, sizeof buffer, 0);
      if (count <= 0) break;
      answer.append(buffer, static_cast<std::size_t>(count));
    }
    return answer;
  }

  void handle(const Request& request, Connection& connection) {
    if (request.path == "/stream") {
      connection.begin_stream("text/plain", std::make_unique<Watched>(connection, alive_));
      connection.write("one ");
      connection.write("two");
      connection.end_stream();
    } else if (request.path == "/forever") {
      connection.begin_stream("text/plain", std::make_unique<Watched>(connection, alive_));
      connection.write("begun");
    } else if (is_websocket_upgrade(request)) {
      connection.begin_websocket(request, "p", std::make_unique<Watched>(connection, alive_));
    } else {
      connection.respond(200, "text/plain", request.method + " " + request.path + " " + request.body + ";");
    }
  }

  Connection::Handler handler() {
    return [this](Request request, Connection& connection) { handle(request, connection); };
  }

  uv_loop_t loop_;
  std::string directory_;
  std::string path_;
  int alive_ = 0;
};

TEST_F(ListenerTest, SocketIsPrivateAndRemovedAtTheEnd) {
  Listener listener(&loop_, handler());
  ASSERT_TRUE(listener.listen_unix(path_));
  struct stat file {};
  ASSERT_EQ(stat(path_.c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 07777, 0600U);
  close(listener);
  EXPECT_NE(stat(path_.c_str(), &file), 0);
}

TEST_F(ListenerTest, ALiveSocketIsLeftAloneAndADeadOneReplaced) {
  Listener first(&loop_, handler());
  ASSERT_TRUE(first.listen_unix(path_));
  Listener second(&loop_, handler());
  const auto refused = second.listen_unix(path_);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, EADDRINUSE);
  close(first);

  ASSERT_EQ(mknod(path_.c_str(), S_IFSOCK | 0600, 0), 0);
  ASSERT_TRUE(second.listen_unix(path_));
  close(second);
}

TEST_F(ListenerTest, ASuccessorsSocketIsNotRemoved) {
  Listener first(&loop_, handler());
  ASSERT_TRUE(first.listen_unix(path_));
  ASSERT_EQ(unlink(path_.c_str()), 0);
  Listener second(&loop_, handler());
  ASSERT_TRUE(second.listen_unix(path_));
  close(first);
  EXPECT_TRUE(connect_unix(path_));
  close(second);
}

TEST_F(ListenerTest, ListensOnAPathLongerThanSunPath) {
  const std::string inner = directory_ + "/" + std::string(120, 'd');
  ASSERT_EQ(mkdir(inner.c_str(), 0700), 0);
  Listener listener(&loop_, handler());
  ASSERT_TRUE(listener.listen_unix(inner + "/s"));
  auto client = connect_unix(inner + "/s");
  ASSERT_TRUE(client);
  EXPECT_NE(talk(client->get(), "GET /x HTTP/1.1\r\n\r\n", ";").find("GET /x ;"), std::string::npos);
  close(listener);
  EXPECT_EQ(rmdir(inner.c_str()), 0);
}

TEST_F(ListenerTest, KeepsTheConnectionAndAnswersWhatWasSentAhead) {
  Listener listener(&loop_, handler());
  ASSERT_TRUE(listener.listen_unix(path_));
  auto client = connect_unix(path_);
  const std::string answer =
      talk(client->get(), "GET /a HTTP/1.1\r\n\r\nPOST /b HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi", "hi;");
  EXPECT_NE(answer.find("GET /a ;"), std::string::npos);
  EXPECT_NE(answer.find("POST /b hi;"), std::string::npos);
  close(listener);
}

TEST_F(ListenerTest, AsksForABodyThatWaits) {
  Listener listener(&loop_, handler());
  ASSERT_TRUE(listener.listen_unix(path_));
  auto client = connect_unix(path_);
  EXPECT_EQ(talk(client->get(), "POST /b HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n", "\r\n\r\n"),
            "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_TRUE(talk(client->get(), "hi", ";").ends_with("POST /b hi;"));
  close(listener);
}

TEST_F(ListenerTest, StreamsInChunksAndGoesOnAfterwards) {
  Listener listener(&loop_, handler());
  ASSERT_TRUE(listener.listen_unix(path_));
  auto client = connect_unix(path_);
  const std::string answer = talk(client->get(), "GET /stream HTTP/1.1\r\n\r\n", "0\r\n\r\n");
  EXPECT_TRUE(answer.ends_with("\r\n\r\n4\r\none \r\n3\r\ntwo\r\n0\r\n\r\n")) << answer;
  EXPECT_TRUE(talk(client->get(), "GET /next HTTP/1.1\r\n\r\n", ";").ends_with("GET /next ;"));
  EXPECT_EQ(alive_, 0);
  close(listener);
}

TEST_F(ListenerTest, TheActivityEndsWithItsPeer) {
  Listener listener(&loop_, handler());
  ASSERT_TRUE(listener.listen_unix(path_));
  auto client = connect_unix(path_);
  talk(client->get(), "GET /forever HTTP/1.1\r\n\r\n", "begun\r\n");
  EXPECT_EQ(alive_, 1);
  client->reset();
  while (alive_ != 0) uv_run(&loop_, UV_RUN_ONCE);
  close(listener);
}

TEST_F(ListenerTest, ClosingTheListenerEndsActivities) {
  Listener listener(&loop_, handler());
  ASSERT_TRUE(listener.listen_unix(path_));
  auto client = connect_unix(path_);
  talk(client->get(), "GET /forever HTTP/1.1\r\n\r\n", "begun\r\n");
  close(listener);
  EXPECT_EQ(alive_, 0);
}

TEST_F(ListenerTest, ABadRequestIsAnsweredAndTheConnectionClosed) {
  Listener listener(&loop_, handler());
  ASSERT_TRUE(listener.listen_unix(path_));
  auto client = connect_unix(path_);
  const std::string answer = talk(client->get(), "what?\r\n\r\n", "until the peer closes");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 400 Bad Request\r\n")) << answer;
  EXPECT_NE(answer.find("Connection: close\r\n"), std::string::npos);
  close(listener);
}

TEST_F(ListenerTest, APeerThatShutsItsSideStillGetsItsAnswer) {
  Listener listener(&loop_, handler());
  ASSERT_TRUE(listener.listen_unix(path_));
  auto client = connect_unix(path_);
  const std::string request = "GET /half HTTP/1.1\r\n\r\n";
  ASSERT_EQ(send(client->get(), request.data(), request.size(), MSG_NOSIGNAL), static_cast<ssize_t>(request.size()));
  shutdown(client->get(), SHUT_WR);
  std::string answer;
  char buffer[4096];
  for (ssize_t count = 1; count != 0;) {
    uv_run(&loop_, UV_RUN_NOWAIT);
    count = recv(client->get(), buffer, sizeof buffer, MSG_DONTWAIT);
    if (count > 0) answer.append(buffer, static_cast<std::size_t>(count));
  }
  EXPECT_TRUE(answer.ends_with("GET /half ;")) << answer;
  close(listener);
}

TEST_F(ListenerTest, TheConnectionOverTheLimitIsClosed) {
  Listener listener(&loop_, handler());
  ASSERT_TRUE(listener.listen_unix(path_));
  std::vector<UniqueFd> clients;
  for (std::size_t i = 0; i < kConnectionsMax; ++i) {
    clients.push_back(*connect_unix(path_));
    EXPECT_TRUE(talk(clients.back().get(), "GET /a HTTP/1.1\r\n\r\n", ";").ends_with(";"));
  }
  auto one_more = connect_unix(path_);
  ASSERT_TRUE(one_more);
  char byte = 0;
  ssize_t count = -1;
  while (count < 0) {
    uv_run(&loop_, UV_RUN_NOWAIT);
    count = recv(one_more->get(), &byte, 1, MSG_DONTWAIT);
  }
  EXPECT_EQ(count, 0);
  close(listener);
}

TEST_F(ListenerTest, BecomesAWebSocketAndCloses) {
  Listener listener(&loop_, handler());
  ASSERT_TRUE(listener.listen_unix(path_));
  auto client = connect_unix(path_);
  const std::string handshake =
      "GET /w HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
  const std::string answer = talk(client->get(), handshake, "\r\n\r\n");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 101 ")) << answer;
  EXPECT_NE(answer.find("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), std::string::npos);

  std::string frames;
  append_frame(frames, Opcode::Ping, "p", 7);
  append_frame(frames, Opcode::Binary, "bye", 7);
  const std::string expected_close = std::string("\x88\x02\x03\xe8", 4);
  EXPECT_EQ(talk(client->get(), frames, expected_close),
            std::string("\x8a\x01p", 3) + "\x82\x08" + "echo bye" + expected_close);
  EXPECT_EQ(alive_, 1);
  std::string farewell;
  append_frame(farewell, Opcode::Close, close_payload(kCloseNormal, {}), 7);
  EXPECT_EQ(talk(client->get(), farewell, "until the peer closes"), "");
  while (alive_ != 0) uv_run(&loop_, UV_RUN_ONCE);
  close(listener);
}

}  // namespace
}  // namespace peapod::http
