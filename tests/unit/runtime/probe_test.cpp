#include <gmock/gmock.h>
#include <sched.h>
#include <unistd.h>

#include <thread>

#include "firmware-agent/runtime/http_probe.h"
#include "firmware-agent/runtime/tcp_probe.h"
#include "tests/unit/runtime/allocation_count.h"
#include "tests/unit/runtime/probe_fixture.h"

namespace peapod::runtime {
namespace {

using core::ProbeOutcome;
using test::ScriptedServer;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

class ProbeTest : public test::ProbeTest {
 protected:
  LoopOwned<HttpProbe> http(int port, const std::string& path = "/x",
                            HttpProbe::Purpose purpose = HttpProbe::Purpose::Probe) {
    config::HttpGetAction get;
    get.path = path;
    return HttpProbe::make(loop_.get(), get, port, purpose, remember());
  }
  Seen get(int port, core::Millis timeout = kPlenty) {
    auto probe = http(port);
    return run(*probe, timeout);
  }
  // One run against a server that gives these responses.
  Seen get_from(std::vector<std::string> responses, core::Millis timeout = kPlenty) {
    ScriptedServer server(box_.listen("127.0.0.1"), std::move(responses));
    return get(server.port(), timeout);
  }
};

std::string response(const std::string& status, const std::string& more = "", const std::string& body = "") {
  return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + more + "\r\n" + body;
}

using TcpProbeTest = ProbeTest;
using HttpProbeTest = ProbeTest;

TEST_F(TcpProbeTest, SucceedsWhereSomebodyListensInThePod) {
  const UniqueFd listening = box_.listen("127.0.0.1");
  auto probe = TcpProbe::make(loop_.get(), "", test::NetworkBox::port_of(listening.get()), remember());
  EXPECT_EQ(run(*probe).outcome, ProbeOutcome::Success);
  EXPECT_EQ(run(*probe).outcome, ProbeOutcome::Success) << "made once, run again";
}

TEST_F(TcpProbeTest, FindsAListenerOnIpv6Only) {
  const UniqueFd listening = box_.listen("::1");
  auto probe = TcpProbe::make(loop_.get(), "", test::NetworkBox::port_of(listening.get()), remember());
  EXPECT_EQ(run(*probe).outcome, ProbeOutcome::Success);
}

TEST_F(TcpProbeTest, SaysThatTheConnectionWasRefused) {
  const int port = free_port();
  auto probe = TcpProbe::make(loop_.get(), "", port, remember());
  const Seen seen = run(*probe);
  EXPECT_EQ(seen.outcome, ProbeOutcome::Failure);
  EXPECT_EQ(seen.text, "dial tcp 127.0.0.1:" + std::to_string(port) + ": connect: connection refused");
}

TEST_F(TcpProbeTest, AHostMustBeAnAddress) {
  auto probe = TcpProbe::make(loop_.get(), "web.example", 80, remember());
  const Seen seen = run(*probe);
  EXPECT_EQ(seen.outcome, ProbeOutcome::Failure);
  EXPECT_EQ(seen.text, "dial tcp web.example:80: the host must be an IP address: names are not resolved");
}

TEST_F(TcpProbeTest, AHostIsDialledFromTheNode) {
  // Somebody listens in the pod only, on a port where the node, another box, has nobody.
  test::NetworkBox node;
  const UniqueFd listening = box_.listen("127.0.0.1");
  const int port = test::NetworkBox::port_of(listening.get());
  std::string text;
  std::thread([&] {
    ASSERT_EQ(::setns(node.fd(), CLONE_NEWNET), 0);
    test::TestLoop loop;
    bool done = false;
    auto probe = TcpProbe::make(loop.get(), "127.0.0.1", port, [&](const ProbeReport& report) {
      text = report.text;
      done = true;
    });
    probe->start(box_.fd(), kPlenty);
    EXPECT_TRUE(loop.run_until([&] { return done; }));
  }).join();
  EXPECT_THAT(text, testing::EndsWith("connection refused"));
}

TEST_F(TcpProbeTest, TimesOutWhenNobodyAnswers) {
  // A full accept queue lets the kernel drop every further SYN.
  const UniqueFd listening = box_.listen("127.0.0.1");
  ASSERT_EQ(::listen(listening.get(), 0), 0);
  const int port = test::NetworkBox::port_of(listening.get());
  std::vector<UniqueFd> queue;
  ProbeAddress address;
  ASSERT_TRUE(address.assign("127.0.0.1", port));
  for (int i = 0; i < 3; ++i) queue.push_back(connect_probe(box_.fd(), address).fd);
  auto probe = TcpProbe::make(loop_.get(), "", port, remember());
  const Seen seen = run(*probe, 50);
  EXPECT_EQ(seen.outcome, ProbeOutcome::Failure);
  EXPECT_EQ(seen.text, "dial tcp 127.0.0.1:" + std::to_string(port) + ": i/o timeout");
}

TEST_F(TcpProbeTest, CancelledRunIsNotReported) {
  const UniqueFd listening = box_.listen("127.0.0.1");
  auto probe = TcpProbe::make(loop_.get(), "", test::NetworkBox::port_of(listening.get()), remember());
  probe->start(box_.fd(), kPlenty);
  probe->cancel();
  probe->cancel();
  ASSERT_TRUE(loop_.run_until([&] { return !probe->busy(); }));
  EXPECT_TRUE(seen_.empty());
  EXPECT_EQ(run(*probe).outcome, ProbeOutcome::Success);
  probe->start(box_.fd(), kPlenty);
  probe->cancel();
  EXPECT_EQ(run(*probe, 0).outcome, ProbeOutcome::Success) << "the cancelled run's socket is not closed yet";
  EXPECT_EQ(seen_.size(), 2u);
  probe->start(box_.fd(), kPlenty);  // Destroyed in the middle of a run.
}

TEST_F(TcpProbeTest, LeavesTheAgentInItsOwnNamespace) {
  char before[64], after[64];
  const ssize_t before_size = ::readlink("/proc/thread-self/ns/net", before, sizeof before);
  ProbeAddress address;
  ASSERT_TRUE(address.assign("127.0.0.1", 1));
  connect_probe(box_.fd(), address);
  const ssize_t after_size = ::readlink("/proc/thread-self/ns/net", after, sizeof after);
  EXPECT_EQ(std::string(before, static_cast<std::size_t>(before_size)),
            std::string(after, static_cast<std::size_t>(after_size)));
  EXPECT_NE(connect_probe(0, address).error, 0) << "standard input is no network namespace";
}

TEST_F(HttpProbeTest, JudgesByTheStatus) {
  EXPECT_EQ(get_from({response("200 OK")}).outcome, ProbeOutcome::Success);
  EXPECT_EQ(get_from({response("204 No Content")}).outcome, ProbeOutcome::Success);
  const Seen failed = get_from({response("503 Service Unavailable", "", "database is down")});
  EXPECT_EQ(failed.outcome, ProbeOutcome::Failure);
  EXPECT_EQ(failed.text, "HTTP probe failed with statuscode: 503");
  EXPECT_EQ(get_from({response("404 Not Found")}).text, "HTTP probe failed with statuscode: 404");
}

TEST_F(HttpProbeTest, AsksAsKubeletDoes) {
  ScriptedServer server(box_.listen("127.0.0.1"), {response("200 OK")});
  auto probe = http(server.port(), "/healthz?a=b");
  run(*probe);
  EXPECT_THAT(server.requests(),
              ElementsAre("GET /healthz?a=b HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server.port()) +
                          "\r\nUser-Agent: kube-probe/1.36\r\nAccept: */*\r\nConnection: close\r\n\r\n"));
}

TEST_F(HttpProbeTest, UnderstandsEveryWayToEndABody) {
  EXPECT_EQ(get_from({"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"}).outcome,
            ProbeOutcome::Success);
  EXPECT_EQ(get_from({"HTTP/1.0 200 OK\r\n\r\nto the end"}).outcome, ProbeOutcome::Success);
  EXPECT_EQ(get_from({"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + response("200 OK")}).outcome,
            ProbeOutcome::Success);
  EXPECT_EQ(get_from({"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + std::string(20'000, 'x') +
                      ScriptedServer::kHold})
                .outcome,
            ProbeOutcome::Success)
      << "10 KiB of a body are enough";
}

TEST_F(HttpProbeTest, TellsTransportErrorsAsGoDoes) {
  const int port = free_port();
  const std::string url = "Get \"http://127.0.0.1:" + std::to_string(port) + "/x\": ";
  const Seen refused = get(port);
  EXPECT_EQ(refused.outcome, ProbeOutcome::Failure);
  EXPECT_EQ(refused.text, url + "dial tcp 127.0.0.1:" + std::to_string(port) + ": connect: connection refused");

  const Seen late = get_from({ScriptedServer::kSilence}, 50);
  EXPECT_EQ(late.outcome, ProbeOutcome::Failure);
  EXPECT_THAT(late.text, HasSubstr("/x\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)"));

  EXPECT_THAT(get_from({""}).text, testing::EndsWith("/x\": EOF"));
  EXPECT_THAT(get_from({"HTTP/1.1 20"}).text, testing::EndsWith("/x\": unexpected EOF"));
  EXPECT_THAT(get_from({"SSH-2.0-OpenSSH_9.2\r\n" + ScriptedServer::kHold}).text, HasSubstr("malformed HTTP response"));
  EXPECT_THAT(get_from({"HTTP/1.1 200 OK\r\nX: " + std::string(200'000, 'h') + "\r\n\r\n"}).text,
              HasSubstr("malformed HTTP response"))
      << "a head has a limit";
}

TEST_F(HttpProbeTest, ABrokenBodyIsNoVerdict) {
  const Seen late = get_from({"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab" + ScriptedServer::kHold}, 100);
  EXPECT_EQ(late.outcome, ProbeOutcome::Error);
  EXPECT_EQ(late.text, "context deadline exceeded (Client.Timeout or context cancellation while reading body)");
  const Seen cut = get_from({"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab"});
  EXPECT_EQ(cut.outcome, ProbeOutcome::Error);
  EXPECT_EQ(cut.text, "unexpected EOF");
}

TEST_F(HttpProbeTest, FollowsRedirectsToTheSameHost) {
  ScriptedServer server(box_.listen("127.0.0.1"), {response("302 Found", "Location: /y/../z\r\n"), response("200 OK")});
  auto probe = http(server.port());
  const Seen seen = run(*probe);
  EXPECT_EQ(seen.outcome, ProbeOutcome::Success);
  EXPECT_FALSE(seen.warning);
  ASSERT_EQ(server.requests().size(), 2u);
  EXPECT_THAT(server.requests()[1], StartsWith("GET /z HTTP/1.1\r\n"));

  const Seen missing = get_from({response("301 Moved", "LOCATION: gone\r\n"), response("404 Not Found")});
  EXPECT_EQ(missing.text, "HTTP probe failed with statuscode: 404");
}

TEST_F(HttpProbeTest, StopsAfterTenRequests) {
  ScriptedServer server(box_.listen("127.0.0.1"), {response("307 Temporary Redirect", "Location: /again\r\n")});
  auto probe = http(server.port());
  const Seen seen = run(*probe);
  EXPECT_EQ(seen.outcome, ProbeOutcome::Failure);
  EXPECT_EQ(seen.text,
            "Get \"http://127.0.0.1:" + std::to_string(server.port()) + "/again\": stopped after 10 redirects");
  EXPECT_EQ(server.requests().size(), 10u);
}

TEST_F(HttpProbeTest, ARedirectThatIsNotFollowedIsASuccessWithAWarning) {
  for (const char* location : {"Location: http://other.example/\r\n", "Location: https://other.example/\r\n", ""}) {
    const Seen seen = get_from({response("301 Moved Permanently", location, "moved away")});
    EXPECT_EQ(seen.outcome, ProbeOutcome::Success) << location;
    EXPECT_TRUE(seen.warning) << location;
    EXPECT_EQ(seen.text, "Probe terminated redirects, Response body: moved away") << location;
  }
}

TEST_F(HttpProbeTest, HooksTakeAnyAnswer) {
  ScriptedServer server(box_.listen("127.0.0.1"),
                        {"HTTP/1.1 500 Oh\r\nContent-Length: 9\r\n\r\n" + ScriptedServer::kHold});
  auto hook = http(server.port(), "/stop", HttpProbe::Purpose::Hook);
  EXPECT_EQ(run(*hook).outcome, ProbeOutcome::Success);
  EXPECT_THAT(server.requests()[0], HasSubstr("User-Agent: kube-lifecycle/1.36\r\n"));
  auto refused = http(free_port(), "/", HttpProbe::Purpose::Hook);
  EXPECT_EQ(run(*refused).outcome, ProbeOutcome::Failure);
}

TEST_F(HttpProbeTest, FindsAServerOnIpv6Only) {
  ScriptedServer server(box_.listen("::1"), {response("200 OK")});
  EXPECT_EQ(get(server.port()).outcome, ProbeOutcome::Success);
}

TEST_F(HttpProbeTest, AHeaderThatCannotBeSentIsTold) {
  config::HttpGetAction get;
  get.headers = {{"X", "a\nb"}};
  auto probe = HttpProbe::make(loop_.get(), get, 80, HttpProbe::Purpose::Probe, remember());
  EXPECT_EQ(run(*probe).text, "Get \"http://127.0.0.1:80/\": net/http: invalid header field value for \"X\"");
}

TEST_F(HttpProbeTest, RunsAllocateNothing) {
  // Success, failure and a refused connection in turn; the server runs in this process, so it is not asked here.
  const UniqueFd listening = box_.listen("127.0.0.1");
  const int port = test::NetworkBox::port_of(listening.get());
  int done = 0;
  config::HttpGetAction get;
  auto probe = HttpProbe::make(loop_.get(), get, port, HttpProbe::Purpose::Probe, [&](const ProbeReport&) { ++done; });
  auto refused = TcpProbe::make(loop_.get(), "", 1, [&](const ProbeReport&) { ++done; });
  const std::string answers[] = {response("200 OK"), response("500 Oh", "", "body"),
                                 response("302 Found", "Location: http://other/\r\n", "there")};
  std::size_t before = 0;
  for (int i = 0; i < 60; ++i) {
    if (i == 6) before = test::allocation_count();
    const int expected = done + 2;
    probe->start(box_.fd(), kPlenty);
    refused->start(box_.fd(), kPlenty);
    const int connection = ::accept4(listening.get(), nullptr, nullptr, SOCK_CLOEXEC);
    const std::string& answer = answers[i % 3];
    ASSERT_EQ(::send(connection, answer.data(), answer.size(), MSG_NOSIGNAL), static_cast<ssize_t>(answer.size()));
    while (done < expected) uv_run(loop_.get(), UV_RUN_ONCE);
    ::close(connection);
  }
  EXPECT_EQ(test::allocation_count(), before);
}

}  // namespace
}  // namespace peapod::runtime
