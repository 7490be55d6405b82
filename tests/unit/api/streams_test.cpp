// Logs and exec over the server.

#include <filesystem>
#include <fstream>

#include "firmware-agent/api/exec_stream.h"
#include "firmware-agent/http/websocket_frame.h"
#include "tests/unit/api/api_test.h"

namespace peapod::api {
namespace {

constexpr char kLog[] = "/api/v1/namespaces/default/pods/job/log";

class LogTest : public ApiTest {
 protected:
  void SetUp() override {
    ApiTest::SetUp();
    logs_ = directory_ + "/logs";
    std::filesystem::create_directories(logs_ + "/main");
    job_ = &pods_.add(kJobManifest);
    job_->log_directory = logs_;
  }
  void TearDown() override {
    std::filesystem::remove_all(logs_);
    ApiTest::TearDown();
  }
  void append(const std::string& file, const std::string& text) {
    std::ofstream(logs_ + "/main/" + file, std::ios::app) << "2026-01-02T03:04:00.000000000Z stdout F " << text << "\n";
  }
  core::ContainerStatus& status() { return job_->status.containers[0]; }

  std::string logs_;
  FakePod* job_ = nullptr;
};

TEST_F(LogTest, OfThisRunAndOfTheOneBefore) {
  append("0.log", "before");
  append("1.log", "now");
  status().restart_count = 1;
  status().last = core::Termination{};
  EXPECT_EQ(get(kLog).body, "now\n");
  EXPECT_EQ(get(std::string(kLog) + "?previous=true").body, "before\n");
  // Between two runs both words mean the one that has ended.
  status().kind = core::ContainerStatus::Kind::Waiting;
  EXPECT_EQ(get(kLog).body, "now\n");
  EXPECT_EQ(get(std::string(kLog) + "?previous=true").body, "now\n");
}

TEST_F(LogTest, SinceSecondsCountsFromNow) {
  append("0.log", "five seconds ago");
  EXPECT_EQ(get(std::string(kLog) + "?sinceSeconds=6").body, "five seconds ago\n");
  EXPECT_EQ(get(std::string(kLog) + "?sinceSeconds=4").body, "");
  EXPECT_EQ(get(std::string(kLog) + "?sinceSeconds=9000000000").body, "five seconds ago\n");
  EXPECT_EQ(get(std::string(kLog) + "?sinceTime=2026-01-02T03:04:01Z").body, "");
}

TEST_F(LogTest, RefusalsAreTheKubelets) {
  pods_.add(kWebManifest);
  const std::string web = "/api/v1/namespaces/default/pods/web/log";
  EXPECT_EQ(message(get(web)), "a container name must be specified for pod web, choose one of: [server beside]");
  EXPECT_EQ(message(get(web + "?container=x")), "container x is not valid for pod web");
  EXPECT_EQ(message(get(std::string(kLog) + "?previous=true")),
            "previous terminated container \"main\" in pod \"job\" not found");
  status().kind = core::ContainerStatus::Kind::Waiting;
  status().waiting_reason = "ContainerCreating";
  const Answer waiting = get(kLog);
  EXPECT_EQ(waiting.status, 400);
  EXPECT_EQ(message(waiting), "container \"main\" in pod \"job\" is waiting to start: ContainerCreating");
  status().waiting_reason = "ImagePullBackOff";
  EXPECT_EQ(message(get(kLog)),
            "container \"main\" in pod \"job\" is waiting to start: trying and failing to pull image");
  EXPECT_EQ(get("/api/v1/namespaces/default/pods/nope/log").status, 404);
  for (const char* bad : {"?tailLines=-1", "?tailLines=x", "?limitBytes=0", "?sinceSeconds=0", "?sinceTime=yesterday",
                          "?sinceSeconds=1&sinceTime=2026-01-02T03:04:00Z"}) {
    EXPECT_EQ(get(std::string(kLog) + bad).status, 422) << bad;
  }
}

TEST_F(LogTest, FollowsUntilTheRunHasEnded) {
  append("0.log", "one");
  Stream stream(*this, send("GET", std::string(kLog) + "?follow=true"));
  EXPECT_EQ(stream.until("\n"), "one\n");
  append("0.log", "two");
  EXPECT_EQ(stream.until("\n"), "two\n");
  std::filesystem::rename(logs_ + "/main/0.log", logs_ + "/main/0.log.20260102-030405");
  append("0.log", "three");
  EXPECT_EQ(stream.until("\n"), "three\n");
  status().kind = core::ContainerStatus::Kind::Terminated;
  status().terminated = core::Termination{};
  pods_.change(*job_, runtime::ChangeKind::Modified);
  append("0.log", "last words");
  EXPECT_EQ(stream.until("\n"), "last words\n");
  EXPECT_TRUE(stream.at_end());
}

TEST_F(LogTest, FollowEndsWhenThePodIsGone) {
  Stream stream(*this, send("GET", std::string(kLog) + "?follow=true"));
  while (pods_.listeners.size() < 2) uv_run(&loop_, UV_RUN_NOWAIT);
  pods_.remove("job");
  EXPECT_TRUE(stream.at_end());
}

TEST_F(LogTest, ALargeLogComesWhole) {
  std::string expected;
  for (int i = 0; i < 20'000; ++i) {
    append("0.log", std::string(100, 'x') + std::to_string(i));
    expected += std::string(100, 'x') + std::to_string(i) + "\n";
  }
  EXPECT_EQ(get(kLog).body, expected);
}

class ExecTest : public ApiTest {
 protected:
  void SetUp() override {
    ApiTest::SetUp();
    pods_.add(kWebManifest);
  }

  // Past the handshake; the connection.
  UniqueFd open(const std::string& query, const std::string& protocol = "v5.channel.k8s.io") {
    UniqueFd fd = send("GET", kExec + query, {}, upgrade(protocol));
    std::string head;
    while (head.find("\r\n\r\n") == std::string::npos) head += receive(fd.get());
    EXPECT_TRUE(head.starts_with("HTTP/1.1 101 ")) << head;
    EXPECT_NE(head.find("Sec-WebSocket-Protocol: " + protocol), std::string::npos);
    feed(head.substr(head.find("\r\n\r\n") + 4));
    return fd;
  }
  static std::string upgrade(const std::string& protocol) {
    return "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: a2V5\r\n"
           "Sec-WebSocket-Protocol: " +
           protocol + "\r\n";
  }
  void feed(std::string_view bytes) {
    EXPECT_EQ(decoder_.feed(bytes,
                            [&](http::Opcode opcode, std::string_view payload) {
                              messages_.push_back(opcode == http::Opcode::Close ? "<close>" : std::string(payload));
                            }),
              0);
  }
  void send_message(int fd, std::string_view message) {
    std::string frame;
    http::append_frame(frame, http::Opcode::Binary, message, 0x01020304);
    ASSERT_EQ(::send(fd, frame.data(), frame.size(), MSG_NOSIGNAL), static_cast<ssize_t>(frame.size()));
  }
  void wait_for_messages(int fd, std::size_t count) {
    while (messages_.size() < count) feed(receive(fd));
  }
  void wait_for_stdin(const std::string& text) {
    while (pods_.exec_stdin != text) uv_run(&loop_, UV_RUN_ONCE);
  }

  static constexpr char kExecPath[] = "/api/v1/namespaces/default/pods/web/exec";
  const std::string kExec = kExecPath;
  http::FrameDecoder decoder_{false, 1 << 20};
  std::vector<std::string> messages_;
};

TEST_F(ExecTest, CarriesStreamsAndTheExitCode) {
  const UniqueFd fd = open("?command=sh&command=-c&command=exit+3&stdin=true&stdout=true&stderr=true");
  EXPECT_EQ(pods_.asked.back(), "exec web/server sh -c exit 3");
  send_message(fd.get(), std::string("\0hello", 6));
  wait_for_stdin("hello");
  send_message(fd.get(), std::string("\xff\0", 2));
  wait_for_stdin("hello<end>");
  pods_.exec_callbacks.output(1, "out");
  pods_.exec_callbacks.output(2, "err");
  pods_.exec_callbacks.exited(3);
  wait_for_messages(fd.get(), 5);
  EXPECT_EQ(messages_[0], "\x01");
  EXPECT_EQ(messages_[1], "\x01out");
  EXPECT_EQ(messages_[2],
            "\x02"
            "err");
  const auto status = parse(messages_[3].substr(1));
  EXPECT_EQ(messages_[3][0], 3);
  EXPECT_STREQ(status["reason"].GetString(), "NonZeroExitCode");
  EXPECT_STREQ(status["details"]["causes"][0]["message"].GetString(), "3");
  EXPECT_EQ(messages_[4], "<close>");
}

TEST_F(ExecTest, SuccessAndFailureToStart) {
  UniqueFd fd = open("?command=true&container=beside", "v4.channel.k8s.io");
  EXPECT_EQ(pods_.asked.back(), "exec web/beside true");
  pods_.exec_callbacks.exited(0);
  wait_for_messages(fd.get(), 3);
  EXPECT_STREQ(parse(messages_[1].substr(1))["status"].GetString(), "Success");
  messages_.clear();
  fd = open("?command=nope");
  pods_.exec_callbacks.failed("nope: not found");
  wait_for_messages(fd.get(), 3);
  EXPECT_STREQ(parse(messages_[1].substr(1))["message"].GetString(), "nope: not found");
}

TEST_F(ExecTest, ResizesTheTerminal) {
  const UniqueFd fd = open("?command=sh&stdin=true&tty=true");
  EXPECT_EQ(pods_.asked.back(), "exec web/server tty sh");
  send_message(fd.get(), "\x04{\"Width\":132,\"Height\":43}");
  wait_for_stdin("<132x43>");
}

TEST_F(ExecTest, HoldsAProcessThatWritesMoreThanThePeerReads) {
  const UniqueFd fd = open("?command=cat");
  const std::string piece(64 * 1024, 'x');
  int pieces = 0;
  for (; pods_.exec_stdin.empty(); ++pieces) {
    ASSERT_LT(pieces, 1000);
    pods_.exec_callbacks.output(1, piece);
  }
  EXPECT_EQ(pods_.exec_stdin, "<hold>");
  while (pods_.exec_stdin != "<hold><go>") feed(receive(fd.get()));
  wait_for_messages(fd.get(), static_cast<std::size_t>(pieces) + 1);
}

TEST_F(ExecTest, TheProcessEndsWithItsPeer) {
  {
    const UniqueFd fd = open("?command=sleep");
    EXPECT_TRUE(pods_.exec_alive);
  }
  while (pods_.exec_alive) uv_run(&loop_, UV_RUN_ONCE);
}

TEST_F(ExecTest, Refusals) {
  const std::string sh = kExec + "?command=sh";
  EXPECT_EQ(get(sh).status, 400);
  EXPECT_EQ(get(sh, upgrade("v1.other")).status, 400);
  EXPECT_EQ(get(kExec, upgrade("v5.channel.k8s.io")).status, 400);
  EXPECT_EQ(get("/api/v1/namespaces/default/pods/nope/exec?command=sh", upgrade("v5.channel.k8s.io")).status, 404);
  EXPECT_TRUE(pods_.asked.empty());
  pods_.refusal = runtime::Refusal{runtime::Refusal::Kind::BadRequest, "container not running"};
  EXPECT_EQ(message(get(sh, upgrade("v5.channel.k8s.io"))), "container not running");
  pods_.refusal.reset();
  pods_.pods.front().status.phase = core::PodPhase::Failed;
  EXPECT_EQ(message(get(sh, upgrade("v5.channel.k8s.io"))),
            "cannot exec into a container in a completed pod; current phase is Failed");
}

}  // namespace
}  // namespace peapod::api
