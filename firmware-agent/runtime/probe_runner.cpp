#include "firmware-agent/runtime/probe_runner.h"

#include <utility>

#include "firmware-agent/runtime/environment.h"
#include "firmware-agent/runtime/grpc_probe.h"
#include "firmware-agent/runtime/http_probe.h"
#include "firmware-agent/runtime/tcp_probe.h"

namespace peapod::runtime {

std::int32_t resolve_port(const config::PortRef& port, const config::Container& container) {
  if (port.name.empty()) return port.number;
  for (const config::ContainerPort& known : container.ports) {
    if (known.name == port.name) return known.container_port;
  }
  return 0;
}

const config::Probe& probe_of(const config::Container& container, core::ProbeKind kind) {
  switch (kind) {
    case core::ProbeKind::Startup:
      return *container.startup_probe;
    case core::ProbeKind::Liveness:
      return *container.liveness_probe;
    case core::ProbeKind::Readiness:
      break;
  }
  return *container.readiness_probe;
}

core::Millis first_probe_delay(core::Millis age, core::Millis period, std::uint32_t random) {
  if (age >= period) return 0;
  return static_cast<core::Millis>(static_cast<std::uint64_t>(period) * random >> 32);
}

ProbeRunner::ProbeRunner(PodContext& context, const KernelContainer& container, core::ProbeKind kind,
                         core::Millis first_delay)
    : context_(context),
      index_(container.index()),
      launch_(container.number()),
      kind_(kind),
      timeout_(probe_of(container.spec(), kind).timeout_seconds * 1000),
      first_delay_(first_delay) {
  const config::Container& spec = container.spec();
  const config::Probe& probe = probe_of(spec, kind);
  text_.reserve(kProbeTextMax);
  const auto told = [this](const ProbeReport& report) { done(report); };
  if (probe.handler.exec) {
    engine_ = std::make_unique<ExecProbe>(context, container, exec_argv(*probe.handler.exec, spec), told);
  } else if (const auto& get = probe.handler.http_get) {
    engine_ = HttpProbe::make(context.node.loop, *get, resolve_port(get->port, spec), HttpProbe::Purpose::Probe, told);
  } else if (const auto& tcp = probe.handler.tcp_socket) {
    engine_ = TcpProbe::make(context.node.loop, tcp->host, resolve_port(tcp->port, spec), told);
  } else {
    engine_ = make_grpc_probe(context.node.loop, *probe.handler.grpc, told);
  }
}

void ProbeRunner::run() {
  attempts_ = 0;
  const core::Millis delay = std::exchange(first_delay_, 0);
  if (delay == 0) return start();
  delay_ = make_timer(context_.node.loop, this);
  uv_timer_start(
      delay_.get(), [](uv_timer_t* timer) { static_cast<ProbeRunner*>(timer->data)->start(); },
      static_cast<std::uint64_t>(delay), 0);
}

void ProbeRunner::start() {
  attempts_ += 1;
  if (auto* exec = std::get_if<std::unique_ptr<ExecProbe>>(&engine_)) return (*exec)->start(timeout_);
  std::get<LoopOwned<ProbeRun>>(engine_)->start(context_.sandbox.net_ns(), timeout_);
}

std::string_view ProbeRunner::broken_state() const {
  return std::holds_alternative<std::unique_ptr<ExecProbe>>(engine_) ? "unknown" : "failure";
}

void ProbeRunner::done(const ProbeReport& report) {
  if (report.outcome == core::ProbeOutcome::Error && attempts_ < kAttemptsMax) return start();
  text_.assign(report.text.substr(0, kProbeTextMax));
  const bool warning = report.warning && report.outcome == core::ProbeOutcome::Success;
  context_.inbox.push(
      core::event::ProbeDone{index_, launch_, kind_, warning ? core::ProbeOutcome::Warning : report.outcome});
}

}  // namespace peapod::runtime
