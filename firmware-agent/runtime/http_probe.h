#pragma once

// httpGet probes and lifecycle hooks (kubelet 1.36 pkg/probe/http, lifecycle/handlers.go): one GET over a new
// connection, redirects to the same host followed, 200..399 is success. Made once per probe; a run allocates
// nothing.

#include <http_parser.h>

#include <memory>
#include <string>
#include <vector>

#include "config/pod_spec.h"
#include "firmware-agent/core/time.h"
#include "firmware-agent/runtime/http_probe_request.h"
#include "firmware-agent/runtime/loop_object.h"
#include "firmware-agent/runtime/probe_report.h"
#include "firmware-agent/runtime/probe_socket.h"

namespace peapod::runtime {

class HttpProbe : public LoopObject {
 public:
  static constexpr std::size_t kBodyMax =
      10 << 10;                            // Bytes read of a body (kubelet probe/http maxRespBodyLength).
  static constexpr int kRequestsMax = 10;  // Go: "stopped after 10 redirects".

  enum class Purpose : std::uint8_t {
    Probe,
    Hook
  };  // Hook: any status is success; User-Agent kube-lifecycle/1.36.

  // `port` is get.port resolved to a number. An empty get.host is the pod itself, see TcpProbe.
  static LoopOwned<HttpProbe> make(uv_loop_t* loop, const config::HttpGetAction& get, std::int32_t port,
                                   Purpose purpose, ProbeDone done);

  // One run; `done` is called once, from the loop, never from here. Must not be busy.
  void start(int netns, core::Millis timeout);
  void cancel();  // Idempotent. `done` is not called; busy until the loop has closed the socket.
  bool busy() const { return phase_ != Phase::Idle; }

 private:
  //   Idle -start-> Connecting --> Sending --> Reading --verdict--> Closing --closed--> Idle + done
  //                     ^------------- redirect, or ::1 is left to try ----------'
  enum class Phase : std::uint8_t { Idle, Connecting, Sending, Reading, Closing };

  HttpProbe(uv_loop_t* loop, const config::HttpGetAction& get, std::int32_t port, Purpose purpose,
            ProbeDone done);
  ~HttpProbe() override = default;

  void connect();
  void ready(int status);
  void connected();
  void send();
  void receive();
  void answered();
  void redirect();
  void timed_out();

  void fail(std::string_view operation, int error);
  void fail(std::string_view reason);
  void close();
  void conclude(core::ProbeOutcome outcome, bool warning);
  void handle_closed(uv_handle_t* handle) override;

  static const http_parser_settings& parser_settings();

  uv_loop_t* loop_;
  ProbeDone done_;
  Purpose purpose_;
  HttpRequest request_;
  HttpUrl url_;   // The manifest's.
  HttpUrl next_;  // The one being asked.
  bool host_given_ = false;

  uv_timer_t timer_{};
  uv_poll_t poll_{};
  UniqueFd socket_;
  int netns_ = -1;
  Phase phase_ = Phase::Idle;
  bool cancelled_ = false;
  bool again_ = false;    // After closing: connect once more.
  bool by_ipv6_ = false;  // ::1 instead of 127.0.0.1.
  int requests_ = 0;      // Of this run.

  std::string head_;  // The request's bytes.
  std::size_t sent_ = 0;
  http_parser parser_{};
  bool in_location_ = false;
  bool location_seen_ = false;
  bool location_too_long_ = false;
  bool head_complete_ = false;
  bool message_complete_ = false;
  bool anything_read_ = false;
  std::size_t body_bytes_ = 0;
  std::string location_;
  std::string body_;  // The beginning of a body, for the warning about a redirect.

  core::ProbeOutcome outcome_ = core::ProbeOutcome::Failure;
  bool warning_ = false;
  std::string text_;
};

}  // namespace peapod::runtime
