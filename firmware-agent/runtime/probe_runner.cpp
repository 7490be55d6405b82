#include "firmware-agent/runtime/probe_runner.h"

#include "firmware-agent/runtime/environment.h"

namespace peapod::runtime {

std::int32_t resolve_port(const config::PortRef& port, const config::Container& container) {
  if (port.name.empty()) return port.number;
  for (const config::ContainerPort& known : container.ports) {
    if (known.name == port.name) return known.container_port;
  }
  return 0;
}

static const config::Probe& probe_of(const config::Container& container, core::ProbeKind kind) {
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

ProbeRunner::ProbeRunner(PodContext& context, const KernelContainer& container, core::ProbeKind kind)
    : context_(context),
      index_(container.index()),
      launch_(container.number()),
      kind_(kind),
      timeout_(probe_of(container.spec(), kind).timeout_seconds * 1000) {
  const config::Container& spec = container.spec();
  const config::Probe& probe = probe_of(spec, kind);
  text_.reserve(kProbeTextMax);
  const auto told = [this](const ProbeReport& report) { done(report); };
  if (probe.handler.exec) {
    engine_ = std::make_unique<ExecProbe>(context, container, exec_argv(*probe.handler.exec, spec), told);
  } else if (probe.handler.http_get) {
    const config::HttpGetAction& get = *probe.handler.http_get;
    engine_ = HttpProbe::make(context.node.loop, get, resolve_port(get.port, spec), HttpProbe::Purpose::Probe, told);
  } else {
    const config::TcpSocketAction& tcp = *probe.handler.tcp_socket;
    engine_ = TcpProbe::make(context.node.loop, tcp.host, resolve_port(tcp.port, spec), told);
  }
}

void ProbeRunner::run() {
  if (auto* exec = std::get_if<std::unique_ptr<ExecProbe>>(&engine_)) return (*exec)->start(timeout_);
  const int netns = context_.sandbox.net_ns();
  if (auto* http = std::get_if<LoopOwned<HttpProbe>>(&engine_)) return (*http)->start(netns, timeout_);
  std::get<LoopOwned<TcpProbe>>(engine_)->start(netns, timeout_);
}

void ProbeRunner::done(const ProbeReport& report) {
  text_.assign(report.text.substr(0, kProbeTextMax));
  const bool warning = report.warning && report.outcome == core::ProbeOutcome::Success;
  context_.inbox.push(
      core::event::ProbeDone{index_, launch_, kind_, warning ? core::ProbeOutcome::Warning : report.outcome});
}

}  // namespace peapod::runtime
