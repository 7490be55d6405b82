#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "config/pod_spec.h"
#include "firmware-agent/runtime/exec_probe.h"
#include "firmware-agent/runtime/http_probe.h"
#include "firmware-agent/runtime/kernel_container.h"
#include "firmware-agent/runtime/tcp_probe.h"

namespace peapod::runtime {

// One probe of one launch of a container, whatever its kind. Pushes ProbeDone to the machine, which decides when to run
// it next; no run begins while one is out.
class ProbeRunner final : public ProbeVerbs {
 public:
  ProbeRunner(PodContext& context, const KernelContainer& container, core::ProbeKind kind);

  void run() override;
  std::string_view text() const override { return text_; }

 private:
  void done(const ProbeReport& report);

  PodContext& context_;
  const core::ContainerIndex index_;
  const core::LaunchNumber launch_;
  const core::ProbeKind kind_;
  const core::Millis timeout_;
  std::variant<std::unique_ptr<ExecProbe>, LoopOwned<HttpProbe>, LoopOwned<TcpProbe>> engine_;
  std::string text_;
};

// The number of a port given by number or by the name of one of the container's ports.
std::int32_t resolve_port(const config::PortRef& port, const config::Container& container);

}  // namespace peapod::runtime
