#pragma once

// What tcpSocket and httpGet probes share: one connection at a time, the deadline of a run, and its report. A
// run allocates nothing: the object is made once per probe and its handles, buffers and strings are used
// again.

#include <string>

#include "firmware-agent/core/time.h"
#include "firmware-agent/runtime/loop_object.h"
#include "firmware-agent/runtime/probe_report.h"
#include "firmware-agent/runtime/probe_socket.h"

namespace peapod::runtime {

//   Idle -start-> Connecting -> Connected --conclude--> Closing --closed--> Idle, done
//                     ^             |
//                     +- reconnect -+   (a redirect, ::1 after 127.0.0.1, or after Disconnected)
class ProbeRun : public LoopObject {
 public:
  // `netns` is the pod's network namespace, open until the run has ended, or -1: the agent's own. Timeout 0: none.
  // `done` is called once, from the loop, never from here; it may start the next run or destroy the probe. Must not be
  // busy, unless with a run that was cancelled.
  void start(int netns, core::Millis timeout);
  // `done` is not called for this run. Busy until the loop has closed the socket. Idempotent.
  void cancel();
  bool busy() const { return phase_ != Phase::Idle; }

 protected:
  // `host` as in the manifest. Empty: the pod itself, by 127.0.0.1 and, when nobody listens there, ::1: a pod
  // has no other address yet. Given: dialled from the node, as kubelet does; an IP address, since one thread
  // cannot wait for a resolver.
  ProbeRun(uv_loop_t* loop, const std::string& host, std::int32_t port, ProbeDone done);
  ~ProbeRun() override = default;

  virtual void begin() = 0;  // Of a run: reset, then connect() or conclude().
  virtual void connected() = 0;
  virtual void connect_failed(int error) = 0;  // Of the first address, when the second failed too.
  virtual void ready() = 0;                    // What await() asked for, or an error: I/O on socket() tells.
  virtual void timed_out() = 0;
  virtual void ended() {}  // Of every run that was begun: forget what belongs to it.

  void connect(std::int32_t port);                                  // Also instead of the connection that there is.
  void disconnect();                                                // Until the next connect(); the deadline stays.
  void await(int events);                                           // UV_READABLE or UV_WRITABLE.
  void conclude(core::ProbeOutcome outcome, bool warning = false);  // text() says why.

  int socket() const { return socket_.get(); }
  core::Millis timeout() const { return timeout_; }
  core::Millis remaining() const;  // Of the timeout, at least 1; 0 without one.
  const std::string& host() const { return host_; }
  bool host_usable() const { return first_.size != 0; }
  std::string& text() { return text_; }

 private:
  enum class Phase : std::uint8_t { Idle, Connecting, Connected, Disconnected, Closing };

  static ProbeRun& of(void* data);
  void reopen();
  void open();
  void dialled(int error);
  void close_connection();
  void handle_closed(uv_handle_t* handle) override;
  void settle();

  uv_loop_t* loop_;
  ProbeDone done_;
  std::string host_;  // As dialled: "127.0.0.1" when the manifest gives none.
  bool host_given_;
  ProbeAddress first_;
  ProbeAddress second_;

  uv_timer_t timer_{};
  uv_poll_t poll_{};
  UniqueFd socket_;
  int netns_ = -1;
  core::Millis timeout_ = 0;
  std::int32_t port_ = 0;
  Phase phase_ = Phase::Idle;
  bool poll_open_ = false;  // Until the loop has closed it.
  bool again_ = false;      // After closing: connect.
  bool by_second_ = false;
  bool cancelled_ = false;
  int first_error_ = 0;

  core::ProbeOutcome outcome_ = core::ProbeOutcome::Failure;
  bool warning_ = false;
  std::string text_;
};

}  // namespace peapod::runtime
