#pragma once

#include <functional>
#include <string_view>

#include "firmware-agent/core/pod_event.h"

namespace peapod::runtime {

inline constexpr std::size_t kProbeTextMax = 1024;  // Bytes: the limit of a Kubernetes event's message.

// The verdict of one network probe. `text` is the probe's output as kubelet words it, without "Liveness probe
// failed: "; it lives until the probe is started again.
struct ProbeReport {
  core::ProbeOutcome outcome = core::ProbeOutcome::Failure;
  std::string_view text;
  bool warning = false;  // With Success: worth a ProbeWarning event.
};

using ProbeDone = std::function<void(const ProbeReport&)>;

}  // namespace peapod::runtime
