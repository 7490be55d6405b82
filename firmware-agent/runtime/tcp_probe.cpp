#include "firmware-agent/runtime/tcp_probe.h"

#include <utility>

namespace peapod::runtime {

TcpProbe::TcpProbe(uv_loop_t* loop, const std::string& host, std::int32_t port, ProbeDone done)
    : ProbeRun(loop, host, port, std::move(done)), port_(port), dial_("dial tcp ") {
  append_host_port(dial_, ProbeRun::host(), port);
  dial_ += ": ";
}

LoopOwned<TcpProbe> TcpProbe::make(uv_loop_t* loop, const std::string& host, std::int32_t port, ProbeDone done) {
  return LoopOwned<TcpProbe>(new TcpProbe(loop, host, port, std::move(done)));
}

void TcpProbe::begin() {
  if (host_usable()) return connect(port_);
  text().append(dial_).append(kHostMustBeAddress);
  conclude(core::ProbeOutcome::Failure);
}

void TcpProbe::connected() { conclude(core::ProbeOutcome::Success); }

void TcpProbe::connect_failed(int error) {
  text().append(dial_).append("connect: ");
  append_errno(text(), error);
  conclude(core::ProbeOutcome::Failure);
}

void TcpProbe::timed_out() {
  text().assign(dial_).append("i/o timeout");
  conclude(core::ProbeOutcome::Failure);
}

}  // namespace peapod::runtime
