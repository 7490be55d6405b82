#pragma once

// The columns READY, STATUS and RESTARTS of a pod, as the API server computes them for kubectl
// (Kubernetes 1.36 pkg/printers/internalversion/printers.go printPod). Pure.

#include <string>

#include "firmware-agent/runtime/pod_control.h"

namespace peapod::api {

struct PodSummary {
  std::size_t ready = 0;
  std::size_t containers = 0;  // Main containers and sidecars.
  std::string status;          // "Running", "Init:0/1", "CrashLoopBackOff", "Terminating", ...
  std::int32_t restarts = 0;
  std::optional<core::Time> last_restart;  // When the run before the newest restart ended.
};

// `deleting`: the pod has a deletionTimestamp. `has_begun`: its containers have a status.
PodSummary summarize(const config::PodSpec& spec, const core::PodStatus& status, bool deleting, bool has_begun = true);

}  // namespace peapod::api
