#include "firmware-agent/runtime/grpc_probe.h"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "firmware-agent/runtime/event_text.h"
#include "firmware-agent/runtime/grpc/grpc_call.h"

namespace peapod::runtime {
namespace {

// grpc-go's delays between connections (backoff.DefaultConfig), without its jitter.
constexpr core::Millis kFirstDelay = 1000;
constexpr core::Millis kDelayMax = 120'000;

constexpr std::size_t kReadBytes = 4096;

class GrpcProbe final : public ProbeRun {
 public:
  GrpcProbe(uv_loop_t* loop, const config::GrpcAction& action, ProbeDone done);

 private:
  ~GrpcProbe() override = default;

  void begin() override;
  void connected() override;
  void connect_failed(int error) override;
  void ready() override;
  void timed_out() override;
  void ended() override;

  bool receive();
  bool send();
  void judge();
  void lose(std::string_view reason);

  std::int32_t port_;
  std::string address_;  // "127.0.0.1:5000"
  GrpcCall call_;
  uv_timer_t again_{};
  core::Millis delay_ = 0;  // Before the next connection.
};

GrpcProbe::GrpcProbe(uv_loop_t* loop, const config::GrpcAction& action, ProbeDone done)
    : ProbeRun(loop, "", action.port, std::move(done)), port_(action.port), call_(action.service) {
  append_host_port(address_, host(), port_);
  uv_timer_init(loop, &again_);
  opened(reinterpret_cast<uv_handle_t*>(&again_));
}

void GrpcProbe::begin() {
  delay_ = kFirstDelay;
  connect(port_);
}

void GrpcProbe::ended() {
  uv_timer_stop(&again_);
  call_.end();
}

void GrpcProbe::connected() {
  call_.begin(address_, "kube-probe/1.36", remaining());
  ready();
}

void GrpcProbe::connect_failed(int) {
  disconnect();
  call_.end();
  uv_timer_start(
      &again_,
      [](uv_timer_t* timer) {
        auto& probe = static_cast<GrpcProbe&>(*static_cast<LoopObject*>(timer->data));
        probe.connect(probe.port_);
      },
      static_cast<std::uint64_t>(delay_), 0);
  delay_ = std::min(delay_ * 8 / 5, kDelayMax);
}

void GrpcProbe::ready() {
  if (!receive() || !send()) return;
  await(call_.output().empty() ? UV_READABLE : UV_READABLE | UV_WRITABLE);
}

// False: the run or the connection is over.
bool GrpcProbe::receive() {
  char buffer[kReadBytes];
  for (;;) {
    const ssize_t count = ::recv(socket(), buffer, sizeof buffer, 0);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EAGAIN) return true;
    if (count < 0) return lose(errno == ECONNRESET ? "connection reset by peer" : "connection lost"), false;
    if (count == 0) return lose("EOF"), false;
    const bool usable = call_.take({buffer, static_cast<std::size_t>(count)});
    if (call_.done()) return judge(), false;
    if (!usable) return lose("the server does not speak HTTP/2"), false;
  }
}

bool GrpcProbe::send() {
  for (std::string_view bytes = call_.output(); !bytes.empty(); bytes = call_.output()) {
    const ssize_t count = ::send(socket(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count >= 0) {
      call_.sent(static_cast<std::size_t>(count));
    } else if (errno == EAGAIN) {
      return true;
    } else if (errno != EINTR) {
      return lose("broken pipe"), false;
    }
  }
  return true;
}

// Before the server's SETTINGS it was no connection yet; afterwards it takes the call with it.
void GrpcProbe::lose(std::string_view reason) {
  if (!call_.connected()) return connect_failed(0);
  std::string& out = text();
  out.assign("error: health rpc probe failed: ");
  append_rpc_error(out, GrpcCode::Unavailable, "error reading from server: ");
  out.append(reason);
  conclude(core::ProbeOutcome::Failure);
}

void GrpcProbe::judge() {
  std::string& out = text();
  switch (call_.code()) {
    case GrpcCode::Ok:
      if (call_.serving() == kServing) {
        out.append("service healthy");
        return conclude(core::ProbeOutcome::Success);
      }
      out.append("service unhealthy (responded with \"");
      append_serving_status(out, call_.serving());
      out.append("\")");
      break;
    case GrpcCode::Unimplemented:
      out.append("error: this server does not implement the grpc health protocol (grpc.health.v1.Health): ");
      out.append(call_.message());
      break;
    case GrpcCode::DeadlineExceeded:
      out.append("timeout: health rpc did not complete within ");
      out.append(go_duration(timeout()));
      break;
    default:
      out.append("error: health rpc probe failed: ");
      append_rpc_error(out, call_.code(), call_.message());
  }
  conclude(core::ProbeOutcome::Failure);
}

void GrpcProbe::timed_out() {
  std::string& out = text();
  if (call_.connected()) {
    out.append("timeout: health rpc did not complete within ");
    out.append(go_duration(timeout()));
  } else {
    out.append("timeout: failed to connect service \"").append(address_).append("\" within ");
    out.append(go_duration(timeout()));
    out.append(": context deadline exceeded");
  }
  conclude(core::ProbeOutcome::Failure);
}

}  // namespace

LoopOwned<ProbeRun> make_grpc_probe(uv_loop_t* loop, const config::GrpcAction& action, ProbeDone done) {
  return LoopOwned<ProbeRun>(new GrpcProbe(loop, action, std::move(done)));
}

}  // namespace peapod::runtime
