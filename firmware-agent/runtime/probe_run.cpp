#include "firmware-agent/runtime/probe_run.h"

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <utility>

namespace peapod::runtime {

ProbeRun::ProbeRun(uv_loop_t* loop, const std::string& host, std::int32_t port, ProbeDone done)
    : loop_(loop), done_(std::move(done)), host_(host.empty() ? "127.0.0.1" : host), host_given_(!host.empty()) {
  first_.assign(host_, port);
  if (!host_given_) second_.assign("::1", port);
  text_.reserve(2 * kProbeTextMax);
  uv_timer_init(loop, &timer_);
  opened(reinterpret_cast<uv_handle_t*>(&timer_));
}

ProbeRun& ProbeRun::of(void* data) { return static_cast<ProbeRun&>(*static_cast<LoopObject*>(data)); }

void ProbeRun::start(int netns, core::Millis timeout) {
  assert(!busy() || cancelled_);
  netns_ = host_given_ ? -1 : netns;
  timeout_ = timeout;
  cancelled_ = false;
  text_.clear();
  phase_ = Phase::Connecting;
  uv_update_time(loop_);  // The deadline counts from now, not from the beginning of this turn.
  const auto expired = [](uv_timer_t* timer) { of(timer->data).timed_out(); };
  if (timeout > 0) uv_timer_start(&timer_, expired, static_cast<std::uint64_t>(timeout), 0);
  begin();
}

void ProbeRun::connect(std::int32_t port) {
  port_ = port;
  by_second_ = false;
  reopen();
}

void ProbeRun::reopen() {
  if (!poll_open_) return open();
  again_ = true;
  close_connection();
}

void ProbeRun::open() {
  phase_ = Phase::Connecting;
  ProbeAddress& address = by_second_ ? second_ : first_;
  address.set_port(port_);
  ProbeConnection connection = connect_probe(netns_, address);
  if (!connection.fd) return dialled(connection.error);
  socket_ = std::move(connection.fd);
  if (const int error = uv_poll_init(loop_, &poll_, socket_.get()); error != 0) {
    socket_.reset();
    return dialled(-error);
  }
  opened(reinterpret_cast<uv_handle_t*>(&poll_));
  poll_open_ = true;
  await(UV_WRITABLE);
}

void ProbeRun::disconnect() {
  phase_ = Phase::Disconnected;
  again_ = false;
  if (poll_open_) close_connection();
}

core::Millis ProbeRun::remaining() const {
  if (timeout_ <= 0) return 0;
  return std::max<core::Millis>(static_cast<core::Millis>(uv_timer_get_due_in(&timer_)), 1);
}

void ProbeRun::await(int events) {
  uv_poll_start(&poll_, events, [](uv_poll_t* poll, int, int) {
    ProbeRun& run = of(poll->data);
    if (run.phase_ == Phase::Connecting) return run.dialled(connection_error(run.socket_.get()));
    run.ready();
  });
}

void ProbeRun::dialled(int error) {
  if (error == 0) {
    phase_ = Phase::Connected;
    return connected();
  }
  if (by_second_) return connect_failed(first_error_);
  if (error != ECONNREFUSED || second_.size == 0) return connect_failed(error);
  first_error_ = error;
  by_second_ = true;
  reopen();
}

void ProbeRun::conclude(core::ProbeOutcome outcome, bool warning) {
  outcome_ = outcome;
  warning_ = warning;
  if (text_.size() > kProbeTextMax) text_.resize(kProbeTextMax);
  again_ = false;
  phase_ = Phase::Closing;
  ended();
  uv_timer_stop(&timer_);
  if (poll_open_) return close_connection();
  uv_timer_start(
      &timer_, [](uv_timer_t* timer) { of(timer->data).settle(); }, 0, 0);
}

void ProbeRun::cancel() {
  if (!busy()) return;
  cancelled_ = true;
  again_ = false;
  ended();
  uv_timer_stop(&timer_);
  phase_ = Phase::Closing;
  if (poll_open_) return close_connection();
  phase_ = Phase::Idle;
}

void ProbeRun::close_connection() {
  if (uv_is_closing(reinterpret_cast<uv_handle_t*>(&poll_)) != 0) return;
  close_handle(reinterpret_cast<uv_handle_t*>(&poll_));
  socket_.reset();
}

void ProbeRun::handle_closed(uv_handle_t*) {
  poll_open_ = false;
  if (std::exchange(again_, false)) return open();
  if (phase_ == Phase::Closing) settle();
}

void ProbeRun::settle() {
  phase_ = Phase::Idle;
  if (!cancelled_) done_({outcome_, text_, warning_});
}

}  // namespace peapod::runtime
