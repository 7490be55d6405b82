#pragma once

// tcpSocket probes: the port accepts a connection within the timeout, or not. Made once per probe; a run
// allocates nothing.

#include <string>

#include "firmware-agent/core/time.h"
#include "firmware-agent/runtime/loop_object.h"
#include "firmware-agent/runtime/probe_report.h"
#include "firmware-agent/runtime/probe_socket.h"

namespace peapod::runtime {

class TcpProbe : public LoopObject {
 public:
  // `host` as in the manifest. Empty: the pod itself, by 127.0.0.1 and, when nobody listens there, ::1 (a pod
  // has no other address yet). Given: dialled from the node, as kubelet does; must be an IP address.
  static LoopOwned<TcpProbe> make(uv_loop_t* loop, const std::string& host, std::int32_t port,
                                  ProbeDone done);

  // One run; `done` is called once, from the loop, never from here. Must not be busy.
  void start(int netns, core::Millis timeout);
  void cancel();  // Idempotent. `done` is not called; busy until the loop has closed the socket.
  bool busy() const { return phase_ != Phase::Idle; }

 private:
  //   Idle -start-> Connecting --writable, refused, time out--> Closing --closed--> Idle + done
  //                     ^----------- ::1 is left to try ----------'
  enum class Phase : std::uint8_t { Idle, Connecting, Closing };

  TcpProbe(uv_loop_t* loop, const std::string& host, std::int32_t port, ProbeDone done);
  ~TcpProbe() override = default;

  void connect(const ProbeAddress& address);
  void connected(int error);
  void conclude(core::ProbeOutcome outcome);
  void handle_closed(uv_handle_t* handle) override;

  uv_loop_t* loop_;
  ProbeDone done_;
  std::string dialled_;  // "127.0.0.1:80".
  ProbeAddress first_;
  ProbeAddress second_;  // Size 0: none.
  bool host_given_ = false;

  uv_timer_t timer_{};
  uv_poll_t poll_{};
  UniqueFd socket_;
  int netns_ = -1;
  Phase phase_ = Phase::Idle;
  bool second_tried_ = false;
  bool cancelled_ = false;
  core::ProbeOutcome outcome_ = core::ProbeOutcome::Failure;
  std::string text_;
};

}  // namespace peapod::runtime
