#pragma once

// httpGet probes and lifecycle hooks (kubelet 1.36 pkg/probe/http, lifecycle/handlers.go): one GET over a new
// connection, redirects to the same host followed, 200..399 is success. A redirect that is not followed is a
// success with a warning. HTTPS verifies no certificate. A hook by HTTPS that gets an answer in clear HTTP is asked
// again so, without Authorization; that it helped is a success with a warning.

#include <string>

#include "config/pod_spec.h"
#include "firmware-agent/runtime/http_answer.h"
#include "firmware-agent/runtime/http_probe_request.h"
#include "firmware-agent/runtime/probe_run.h"
#include "firmware-agent/runtime/tls_stream.h"

namespace peapod::runtime {

class HttpProbe : public ProbeRun {
 public:
  static constexpr int kRequestsMax = 10;  // Go's client: "stopped after 10 redirects".

  enum class Purpose : std::uint8_t { Probe, Hook };  // Hook: any status is success; User-Agent kube-lifecycle/1.36.

  // `port` is get.port resolved to a number; get.host as ProbeRun has it.
  static LoopOwned<HttpProbe> make(uv_loop_t* loop, const config::HttpGetAction& get, std::int32_t port,
                                   Purpose purpose, ProbeDone done);

 private:
  HttpProbe(uv_loop_t* loop, const config::HttpGetAction& get, std::int32_t port, Purpose purpose, ProbeDone done);
  ~HttpProbe() override = default;

  void begin() override;
  void connected() override;
  void connect_failed(int error) override;
  void ready() override;
  void timed_out() override;
  void ended() override { tls_.end(); }

  enum class Io : std::uint8_t { Moved, Waits, Over };

  void begin_at(const HttpUrl& url);
  void ask();
  void shake_hands();
  void send();
  void receive();
  Io write_some();
  Io read_some(char* into, std::size_t size_max, std::size_t& size);
  Io tls_result(TlsStream::State state);
  bool fall_back();
  void judge();
  void redirect();
  void start_text();
  void fail(std::string_view reason);
  void broken(std::string_view reason);
  void fail_io(std::string_view operation, int error);

  Purpose purpose_;
  HttpRequest request_;
  HttpRequest fallback_request_;  // In clear: without Authorization.
  HttpUrl first_url_;             // The manifest's.
  HttpUrl url_;                   // The one being asked.
  HttpUrl next_url_;
  bool keeps_host_ = true;
  int requests_ = 0;  // Of this run.
  std::string head_;  // The request's bytes.
  std::size_t sent_ = 0;
  HttpAnswer answer_;
  TlsStream tls_;
  bool shaken_ = false;  // The handshake is done.
  bool fallen_ = false;  // From HTTPS to HTTP.
  std::string io_text_;
};

}  // namespace peapod::runtime
