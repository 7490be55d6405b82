#include "firmware-agent/runtime/grpc_probe.h"

#include <gmock/gmock.h>

#include "tests/support/eventually.h"
#include "tests/unit/runtime/allocation_count.h"
#include "tests/unit/runtime/grpc/health_server.h"
#include "tests/unit/runtime/probe_fixture.h"

namespace peapod::runtime {
namespace {

using core::ProbeOutcome;
using test::grpc_error;
using test::health_status;
using test::HealthAnswer;
using test::HealthServer;

class GrpcProbeTest : public test::ProbeTest {
 protected:
  Seen check(int port, core::Millis timeout = kPlenty, const std::string& service = "") {
    auto probe = make_grpc_probe(loop_.get(), {port, service}, remember());
    return run(*probe, timeout);
  }
  Seen check_against(std::vector<HealthAnswer> answers, core::Millis timeout = kPlenty) {
    HealthServer server(box_.listen("127.0.0.1"), std::move(answers));
    port_ = server.port();
    return check(server.port(), timeout);
  }
  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

  int port_ = 0;
};

TEST_F(GrpcProbeTest, ServingIsSuccess) {
  const Seen seen = check_against({health_status(1)});
  EXPECT_EQ(seen.outcome, ProbeOutcome::Success) << seen.text;
  EXPECT_EQ(seen.text, "service healthy");
}

TEST_F(GrpcProbeTest, AsksAsKubeletDoes) {
  std::vector<test::HealthCall> calls;
  {
    HealthServer server(box_.listen("127.0.0.1"), {health_status(1)});
    port_ = server.port();
    EXPECT_EQ(check(port_, 3000, "orders").outcome, ProbeOutcome::Success);
    EXPECT_TRUE(test::eventually(std::chrono::seconds(10), [&] { return !server.calls().empty(); }));
    calls = server.calls();
  }
  ASSERT_EQ(calls.size(), 1u);
  EXPECT_EQ(calls[0].header(":method"), "POST");
  EXPECT_EQ(calls[0].header(":scheme"), "http");
  EXPECT_EQ(calls[0].header(":path"), "/grpc.health.v1.Health/Check");
  EXPECT_EQ(calls[0].header(":authority"), address());
  EXPECT_EQ(calls[0].header("content-type"), "application/grpc");
  EXPECT_EQ(calls[0].header("user-agent"), "kube-probe/1.36");
  EXPECT_EQ(calls[0].header("te"), "trailers");
  EXPECT_THAT(calls[0].header("grpc-timeout"), testing::MatchesRegex("(3000|2[0-9][0-9][0-9])m"));
  EXPECT_EQ(calls[0].body, std::string("\0\0\0\0\x08\x0a\x06orders", 13));
}

TEST_F(GrpcProbeTest, EveryOtherAnswerFailsInKubeletsWords) {
  HealthAnswer not_found_page = health_status(1);
  not_found_page.http_status = "404";
  not_found_page.trailers.clear();
  HealthAnswer no_trailers = health_status(1);
  no_trailers.trailers.clear();
  HealthAnswer nonsense = health_status(1);
  nonsense.body = "nonsense";
  HealthAnswer too_long = health_status(1);
  too_long.body.append(100'000, 'x');
  HealthAnswer reset{.kind = HealthAnswer::Kind::Reset, .body = {}, .reset_code = 7};
  HealthAnswer hang_up{.kind = HealthAnswer::Kind::Hang_up, .body = {}};
  const std::string failed = "error: health rpc probe failed: rpc error: code = ";
  const std::pair<HealthAnswer, std::string> cases[] = {
      {health_status(0), "service unhealthy (responded with \"UNKNOWN\")"},
      {health_status(2), "service unhealthy (responded with \"NOT_SERVING\")"},
      {health_status(3), "service unhealthy (responded with \"SERVICE_UNKNOWN\")"},
      {health_status(9), "service unhealthy (responded with \"9\")"},
      {grpc_error("12", "unknown service grpc.health.v1.Health"),
       "error: this server does not implement the grpc health protocol (grpc.health.v1.Health): unknown service "
       "grpc.health.v1.Health"},
      {grpc_error("5", "unknown%20service"), failed + "NotFound desc = unknown service"},
      {grpc_error("4", "late"), "timeout: health rpc did not complete within 10s"},
      {grpc_error("99", "odd"), failed + "Unknown desc = odd"},
      {not_found_page,
       "error: this server does not implement the grpc health protocol (grpc.health.v1.Health): unexpected HTTP status "
       "code received from server: 404"},
      {no_trailers, failed + "Internal desc = server closed the stream without sending trailers"},
      {nonsense, failed + "Internal desc = the answer is not a HealthCheckResponse"},
      {too_long, failed + "Internal desc = the answer is not a HealthCheckResponse"},
      {reset, failed + "Unavailable desc = stream terminated by RST_STREAM with error code: REFUSED_STREAM"},
      {hang_up, failed + "Unavailable desc = error reading from server: EOF"},
  };
  for (const auto& [answer, text] : cases) {
    const Seen seen = check_against({answer});
    EXPECT_EQ(seen.outcome, ProbeOutcome::Failure) << text;
    EXPECT_EQ(seen.text, text);
  }
}

TEST_F(GrpcProbeTest, TheWholeProbeHasItsTimeout) {
  const Seen silent = check_against({{.kind = HealthAnswer::Kind::Silence, .body = {}}}, 1000);
  EXPECT_EQ(silent.outcome, ProbeOutcome::Failure);
  EXPECT_EQ(silent.text, "timeout: health rpc did not complete within 1s");

  const Seen no_settings = check_against({{.kind = HealthAnswer::Kind::NoSettings, .body = {}}}, 1000);
  const std::string no_connection = "\" within 1s: context deadline exceeded";
  EXPECT_EQ(no_settings.text, "timeout: failed to connect service \"" + address() + no_connection);

  port_ = free_port();
  EXPECT_EQ(check(port_, 1000).text, "timeout: failed to connect service \"" + address() + no_connection);

  test::ScriptedServer other(box_.listen("127.0.0.1"),
                             {"HTTP/1.1 400 Bad Request\r\n\r\n" + test::ScriptedServer::kHold});
  port_ = other.port();
  EXPECT_EQ(check(port_, 1000).text, "timeout: failed to connect service \"" + address() + no_connection);
}

TEST_F(GrpcProbeTest, AConnectionThatIsNoneIsTriedAgain) {
  HealthServer server(box_.listen("127.0.0.1"),
                      {{.kind = HealthAnswer::Kind::Close_first, .body = {}}, health_status(1)});
  const Seen seen = check(server.port());
  EXPECT_EQ(seen.outcome, ProbeOutcome::Success) << seen.text;
  EXPECT_EQ(server.connections(), 2u);
}

TEST_F(GrpcProbeTest, FindsAServerOnIpv6Only) {
  HealthServer server(box_.listen("::1"), {health_status(1)});
  EXPECT_EQ(check(server.port()).outcome, ProbeOutcome::Success);
}

TEST_F(GrpcProbeTest, MayBeCancelledAndDestroyedAtAnyTime) {
  HealthServer server(box_.listen("127.0.0.1"), {{.kind = HealthAnswer::Kind::Silence, .body = {}}, health_status(1)});
  auto probe = make_grpc_probe(loop_.get(), {server.port(), ""}, remember());
  probe->start(box_.fd(), kPlenty);
  ASSERT_TRUE(test::eventually(std::chrono::seconds(10), [&] {
    loop_.settle();
    return !server.calls().empty();
  }));
  probe->cancel();
  EXPECT_EQ(run(*probe).outcome, ProbeOutcome::Success);
  EXPECT_EQ(seen_.size(), 1u) << "a cancelled run tells nothing";
  auto refused = make_grpc_probe(loop_.get(), {free_port(), ""}, remember());
  refused->start(box_.fd(), kPlenty);
  loop_.settle();
  refused->cancel();  // While it waits to connect again.
  EXPECT_FALSE(refused->busy());
  refused->start(box_.fd(), kPlenty);
  loop_.settle();
  refused.reset();
  probe->start(box_.fd(), kPlenty);
}

TEST_F(GrpcProbeTest, RunsAllocateNothing) {
  // The same bytes as HealthServer's, but from this thread and without nghttp2's allocations.
  const UniqueFd listening = box_.listen("127.0.0.1");
  const int port = test::NetworkBox::port_of(listening.get());
  bool done = false;
  ProbeOutcome outcome = ProbeOutcome::Error;
  auto probe = make_grpc_probe(loop_.get(), {port, "service"}, [&](const ProbeReport& report) {
    done = true;
    outcome = report.outcome;
  });
  const std::string settings("\0\0\0\4\0\0\0\0\0", 9);
  // :status 200 (indexed), then DATA, then grpc-status: 0 as a literal that is not indexed.
  const std::string answer = std::string("\0\0\1\1\4\0\0\0\1\x88", 10) + std::string("\0\0\7\0\0\0\0\0\1", 9) +
                             test::health_message(1) +
                             std::string(
                                 "\0\0\x0f\1\5\0\0\0\1\0\x0bgrpc-status\1"
                                 "0",
                                 24);
  std::size_t before = 0;
  for (int i = 0; i < 60; ++i) {
    if (i == 6) before = test::allocation_count();
    done = false;
    probe->start(box_.fd(), kPlenty);
    const UniqueFd connection(::accept4(listening.get(), nullptr, nullptr, SOCK_CLOEXEC));
    ASSERT_EQ(::send(connection.get(), settings.data(), settings.size(), 0), static_cast<ssize_t>(settings.size()));
    char buffer[4096];
    std::size_t taken = 0;
    // Preface 24, SETTINGS 15, its ACK 9, and the call: the DATA frame is the last.
    for (bool asked = false; !asked;) {
      uv_run(loop_.get(), UV_RUN_NOWAIT);
      const ssize_t count = ::recv(connection.get(), buffer + taken, sizeof buffer - taken, MSG_DONTWAIT);
      if (count > 0) taken += static_cast<std::size_t>(count);
      asked = std::string_view(buffer, taken).ends_with("service");
    }
    ASSERT_EQ(::send(connection.get(), answer.data(), answer.size(), 0), static_cast<ssize_t>(answer.size()));
    while (!done) uv_run(loop_.get(), UV_RUN_ONCE);
    ASSERT_EQ(outcome, ProbeOutcome::Success);
  }
  EXPECT_EQ(test::allocation_count(), before);
}

}  // namespace
}  // namespace peapod::runtime
