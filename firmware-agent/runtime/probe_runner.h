#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "config/pod_spec.h"
#include "firmware-agent/runtime/exec_probe.h"
#include "firmware-agent/runtime/kernel_container.h"
#include "firmware-agent/runtime/probe_run.h"
#include "firmware-agent/runtime/uv_handle.h"

namespace peapod::runtime {

// One probe of one launch of a container, whatever its kind. Pushes ProbeDone to the machine, which decides when to run
// it next; no run begins while one is out. A run that breaks by itself, which is no verdict, is tried again at once.
class ProbeRunner final : public ProbeVerbs {
 public:
  static constexpr int kAttemptsMax = 3;  // kubelet prober.go maxProbeRetries.

  // `first_delay`: before the first run, see first_probe_delay().
  ProbeRunner(PodContext& context, const KernelContainer& container, core::ProbeKind kind, core::Millis first_delay);

  void run() override;
  std::string_view text() const override { return text_; }
  std::string_view broken_state() const override;

 private:
  void start();
  void done(const ProbeReport& report);

  PodContext& context_;
  const core::ContainerIndex index_;
  const core::LaunchNumber launch_;
  const core::ProbeKind kind_;
  const core::Millis timeout_;
  core::Millis first_delay_;
  UvHandle<uv_timer_t> delay_;
  int attempts_ = 0;  // Of this run.
  // A command in the container, or a connection to it.
  std::variant<std::unique_ptr<ExecProbe>, LoopOwned<ProbeRun>> engine_;
  std::string text_;
};

// A new agent finds the probes of all pods due. In its first period it lets each wait for a random part of that, so
// that they do not run all at once (kubelet 1.36 prober/worker.go run()). For containers that it has not started
// itself. `age`: since it has taken over. `random`: 0..UINT32_MAX, evenly.
core::Millis first_probe_delay(core::Millis age, core::Millis period, std::uint32_t random);

const config::Probe& probe_of(const config::Container& container, core::ProbeKind kind);  // Which it has.

// The number of a port given by number or by the name of one of the container's ports.
std::int32_t resolve_port(const config::PortRef& port, const config::Container& container);

}  // namespace peapod::runtime
