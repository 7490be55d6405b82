#include <gmock/gmock.h>

#include "firmware-agent/runtime/http_probe.h"
#include "tests/unit/runtime/probe_fixture.h"
#include "tests/unit/runtime/tls/tls_server.h"

namespace peapod::runtime {
namespace {

using core::ProbeOutcome;
using test::ScriptedServer;
using test::TlsServer;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

std::string response(const std::string& status, const std::string& more = "", const std::string& body = "") {
  return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + more + "\r\n" + body;
}

class HttpsProbeTest : public test::ProbeTest {
 protected:
  LoopOwned<HttpProbe> https(int port, HttpProbe::Purpose purpose = HttpProbe::Purpose::Probe,
                             std::vector<config::HttpHeader> headers = {}) {
    config::HttpGetAction get;
    get.path = "/x";
    get.scheme = config::UriScheme::Https;
    get.headers = std::move(headers);
    return HttpProbe::make(loop_.get(), get, port, purpose, remember());
  }
  Seen get(int port, core::Millis timeout = kPlenty) {
    auto probe = https(port);
    return run(*probe, timeout);
  }
  Seen get_from(std::vector<std::string> responses, core::Millis timeout = kPlenty) {
    TlsServer server(box_.listen("127.0.0.1"), std::move(responses));
    return get(server.port(), timeout);
  }
  static std::string url(int port) { return "Get \"https://127.0.0.1:" + std::to_string(port) + "/x\": "; }
};

TEST_F(HttpsProbeTest, AsksWithoutVerifyingAndWithoutAServerNameForAnAddress) {
  TlsServer server(box_.listen("127.0.0.1"), {response("200 OK")});
  auto probe = https(server.port());
  for (int i = 0; i < 3; ++i) EXPECT_EQ(run(*probe).outcome, ProbeOutcome::Success) << seen_.back().text;
  EXPECT_THAT(server.requests(), testing::Each("GET /x HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server.port()) +
                                               "\r\nUser-Agent: kube-probe/1.36\r\nAccept: */*\r\nConnection: "
                                               "close\r\n\r\n"));
  EXPECT_THAT(server.server_names(), ElementsAre("", "", ""));
}

TEST_F(HttpsProbeTest, JudgesAsHttpDoes) {
  EXPECT_EQ(get_from({response("503 Service Unavailable")}).text, "HTTP probe failed with statuscode: 503");
  EXPECT_EQ(get_from({"HTTP/1.0 200 OK\r\n\r\nto the end"}).outcome, ProbeOutcome::Success);
  EXPECT_EQ(get_from({"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + std::string(60'000, 'x') +
                      ScriptedServer::kHold})
                .outcome,
            ProbeOutcome::Success)
      << "10 KiB of a body are enough";
  EXPECT_EQ(get_from({"HTTP/1.1 200 OK\r\nX: " + std::string(40'000, 'h') + "\r\nContent-Length: 2\r\n\r\nok" +
                      ScriptedServer::kHold})
                .outcome,
            ProbeOutcome::Success)
      << "records larger than what is read at once";
  const Seen cut = get_from({"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab"});
  EXPECT_EQ(cut.outcome, ProbeOutcome::Error);
  EXPECT_EQ(cut.text, "unexpected EOF");
}

TEST_F(HttpsProbeTest, FollowsRedirectsBetweenTheSchemes) {
  ScriptedServer clear(box_.listen("127.0.0.1"), {response("200 OK")});
  const std::string to_clear = "Location: http://127.0.0.1:" + std::to_string(clear.port()) + "/clear\r\n";
  TlsServer server(box_.listen("127.0.0.1"), {response("302 Found", to_clear), response("204 No Content")});
  EXPECT_EQ(get(server.port()).outcome, ProbeOutcome::Success);
  ASSERT_EQ(clear.requests().size(), 1u);
  EXPECT_THAT(clear.requests()[0], StartsWith("GET /clear HTTP/1.1\r\n"));

  const std::string to_tls = "Location: https://127.0.0.1:" + std::to_string(server.port()) + "/tls\r\n";
  ScriptedServer sends_on(box_.listen("127.0.0.1"), {response("301 Moved Permanently", to_tls)});
  config::HttpGetAction get;
  auto probe = HttpProbe::make(loop_.get(), get, sends_on.port(), HttpProbe::Purpose::Probe, remember());
  const Seen seen = run(*probe);
  EXPECT_EQ(seen.outcome, ProbeOutcome::Success) << seen.text;
  EXPECT_FALSE(seen.warning);
  EXPECT_THAT(server.requests().back(), StartsWith("GET /tls HTTP/1.1\r\n"));
}

TEST_F(HttpsProbeTest, TellsTransportErrorsAsGoDoes) {
  const int port = free_port();
  EXPECT_EQ(get(port).text, url(port) + "dial tcp 127.0.0.1:" + std::to_string(port) + ": connect: connection refused");

  const UniqueFd listening = box_.listen("127.0.0.1");
  const int raw_port = test::NetworkBox::port_of(listening.get());
  const auto talk = [&](const std::string& answer) {
    std::thread server([&] {
      const UniqueFd connection(::accept4(listening.get(), nullptr, nullptr, SOCK_CLOEXEC));
      char buffer[4096];
      (void)::recv(connection.get(), buffer, sizeof buffer, 0);
      (void)::send(connection.get(), answer.data(), answer.size(), MSG_NOSIGNAL);
    });
    const Seen seen = get(raw_port);
    server.join();
    EXPECT_EQ(seen.outcome, ProbeOutcome::Failure);
    return seen.text;
  };
  EXPECT_EQ(talk("HTTP/1.1 400 Bad Request\r\n\r\n"),
            url(raw_port) + "http: server gave HTTP response to HTTPS client");
  EXPECT_EQ(talk("SSH-2.0-OpenSSH_9.2\r\n"), url(raw_port) + "tls: first record does not look like a TLS handshake");
  EXPECT_EQ(talk(""), url(raw_port) + "EOF");
  EXPECT_EQ(talk(std::string("\x15\x03\x03\0\2\2\x28", 7)), url(raw_port) + "remote error: tls: handshake failure");

  EXPECT_THAT(get_from({ScriptedServer::kSilence}, 500).text,
              EndsWith("context deadline exceeded (Client.Timeout exceeded while awaiting headers)"));
}

TEST_F(HttpsProbeTest, OldVersionsAreRefused) {
  TlsServer server(box_.listen("127.0.0.1"), {response("200 OK")}, MBEDTLS_SSL_MINOR_VERSION_2);
  const Seen seen = get(server.port());
  EXPECT_EQ(seen.outcome, ProbeOutcome::Failure);
  EXPECT_THAT(seen.text, HasSubstr("tls: "));
  EXPECT_TRUE(server.requests().empty());
}

TEST_F(HttpsProbeTest, GoesOnWithTheSessionOfTheLastConnection) {
  TlsServer server(box_.listen("127.0.0.1"), {response("200 OK")}, MBEDTLS_SSL_MINOR_VERSION_3,
                   TlsServer::Sessions::Remembered);
  auto probe = https(server.port());
  for (int i = 0; i < 5; ++i) EXPECT_EQ(run(*probe).outcome, ProbeOutcome::Success) << seen_.back().text;
  EXPECT_EQ(server.whole_handshakes(), 1u);
  EXPECT_EQ(server.requests().size(), 5u);
}

TEST_F(HttpsProbeTest, AServerNeedNotKnowTheSession) {
  TlsServer forgetful(box_.listen("127.0.0.1"), {response("200 OK")});
  auto probe = https(forgetful.port());
  for (int i = 0; i < 3; ++i) EXPECT_EQ(run(*probe).outcome, ProbeOutcome::Success) << seen_.back().text;
  EXPECT_EQ(forgetful.whole_handshakes(), 3u);

  TlsServer averse(box_.listen("127.0.0.1"), {response("200 OK")}, MBEDTLS_SSL_MINOR_VERSION_3,
                   TlsServer::Sessions::HungUpOn);
  auto other = https(averse.port());
  for (int i = 0; i < 3; ++i) EXPECT_EQ(run(*other).outcome, ProbeOutcome::Success) << seen_.back().text;
  EXPECT_EQ(averse.whole_handshakes(), 3u);
}

// Takes whatever comes as a request and answers in clear HTTP, as Go's and nginx' servers do.
class ClearServer {
 public:
  ClearServer(UniqueFd listening, std::vector<std::string> answers)
      : listening_(std::move(listening)), answers_(std::move(answers)), thread_([this] { serve(); }) {}
  ~ClearServer() {
    ::shutdown(listening_.get(), SHUT_RDWR);
    thread_.join();
  }
  int port() const { return test::NetworkBox::port_of(listening_.get()); }
  std::vector<std::string> seen;  // Complete when the probe is.

 private:
  void serve() {
    for (const std::string& answer : answers_) {
      const UniqueFd connection(::accept4(listening_.get(), nullptr, nullptr, SOCK_CLOEXEC));
      if (!connection) return;
      char buffer[4096];
      const ssize_t count = ::recv(connection.get(), buffer, sizeof buffer, 0);
      if (count > 0) seen.emplace_back(buffer, static_cast<std::size_t>(count));
      (void)::send(connection.get(), answer.data(), answer.size(), MSG_NOSIGNAL);
    }
  }

  UniqueFd listening_;
  const std::vector<std::string> answers_;
  std::thread thread_;
};

TEST_F(HttpsProbeTest, AHookFallsBackToHttp) {
  const std::string bad = response("400 Bad Request");
  ClearServer server(box_.listen("127.0.0.1"), {bad, response("500 Oh")});
  auto hook = https(server.port(), HttpProbe::Purpose::Hook, {{"Authorization", "secret"}, {"X-Reason", "stop"}});
  const Seen seen = run(*hook);
  EXPECT_EQ(seen.outcome, ProbeOutcome::Success) << seen.text;
  EXPECT_TRUE(seen.warning);
  EXPECT_EQ(seen.text, "request to HTTPS lifecycle hook 127.0.0.1:" + std::to_string(server.port()) +
                           " got HTTP response, retry with HTTP succeeded");
  ASSERT_EQ(server.seen.size(), 2u);
  EXPECT_THAT(server.seen[1], StartsWith("GET /x HTTP/1.1\r\n"));
  EXPECT_THAT(server.seen[1], HasSubstr("X-Reason: stop\r\n"));
  EXPECT_THAT(server.seen[1], testing::Not(HasSubstr("secret")));
}

TEST_F(HttpsProbeTest, AFallbackThatFailsTellsTheFirstError) {
  ClearServer server(box_.listen("127.0.0.1"), {response("400 Bad Request"), ""});
  auto hook = https(server.port(), HttpProbe::Purpose::Hook);
  const Seen seen = run(*hook);
  EXPECT_EQ(seen.outcome, ProbeOutcome::Failure);
  EXPECT_EQ(seen.text, url(server.port()) + "http: server gave HTTP response to HTTPS client");
}

TEST_F(HttpsProbeTest, ProbesDoNotFallBack) {
  ClearServer server(box_.listen("127.0.0.1"), {response("400 Bad Request"), response("200 OK")});
  EXPECT_EQ(get(server.port()).outcome, ProbeOutcome::Failure);
  EXPECT_EQ(server.seen.size(), 1u);
}

TEST_F(HttpsProbeTest, AHookByHttpsTakesAnyAnswer) {
  TlsServer server(box_.listen("127.0.0.1"), {response("500 Oh")});
  auto hook = https(server.port(), HttpProbe::Purpose::Hook, {{"Authorization", "secret"}});
  const Seen seen = run(*hook);
  EXPECT_EQ(seen.outcome, ProbeOutcome::Success) << seen.text;
  EXPECT_FALSE(seen.warning);
  EXPECT_THAT(server.requests()[0], HasSubstr("Authorization: secret\r\n"));
}

TEST_F(HttpsProbeTest, MayBeCancelledAndDestroyedAtAnyTime) {
  TlsServer server(box_.listen("127.0.0.1"), {response("200 OK")});
  auto probe = https(server.port());
  probe->start(box_.fd(), kPlenty);
  loop_.settle();
  probe->cancel();
  EXPECT_EQ(run(*probe).outcome, ProbeOutcome::Success) << seen_.back().text;
  probe->start(box_.fd(), kPlenty);
  loop_.settle();
}

}  // namespace
}  // namespace peapod::runtime
