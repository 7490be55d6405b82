#include "firmware-agent/api/pod_table.h"

#include <algorithm>

#include "firmware-agent/api/age.h"
#include "firmware-agent/api/pod_summary.h"

namespace peapod::api {

std::span<const Column> pod_columns() {
  static constexpr Column kColumns[] = {
      {"Name", "string", 0, "Name of the pod, unique in its namespace."},
      {"Ready", "string", 0, "Containers that are ready, of those that should be."},
      {"Status", "string", 0, "The phase, or the reason why the pod is not simply in it."},
      {"Restarts", "string", 0, "Restarts of all containers, and how long ago the last one was."},
      {"Age", "string", 0, "Time since the pod was created."},
      {"IP", "string", 1, "Address of the pod."},
      {"Node", "string", 1, "Name of the box the pod runs on."},
      {"Nominated Node", "string", 1, "Node the pod is to preempt others on."},
      {"Readiness Gates", "string", 1, "Conditions beyond the containers' that make the pod ready."},
  };
  return kColumns;
}

// "1/2", or "<none>" where there are none.
static std::string open_gates(const std::vector<core::GateState>& gates) {
  if (gates.empty()) return "<none>";
  const auto open = std::ranges::count(gates, core::GateStatus::True, &core::GateState::status);
  return std::to_string(open) + "/" + std::to_string(gates.size());
}

std::vector<std::string> table_cells(const runtime::PodView& view, const runtime::PodControl& pods) {
  const PodSummary summary = summarize(view.pod.spec, view.status, view.deletion_requested.has_value(), view.has_begun);
  const runtime::WallTime now = pods.wall_now();
  const std::vector<std::string>& addresses = pods.node().addresses;
  std::string restarts = std::to_string(summary.restarts);
  if (summary.restarts != 0 && summary.last_restart) {
    restarts += " (" + human_duration(now - pods.to_wall(*summary.last_restart)) + " ago)";
  }
  return {view.pod.metadata.name,
          std::to_string(summary.ready) + "/" + std::to_string(summary.containers),
          summary.status,
          std::move(restarts),
          human_duration(now - view.created),
          view.pod.spec.host_network && !addresses.empty() ? addresses.front() : "<none>",
          pods.node_name(),
          "<none>",
          open_gates(view.status.gates)};
}

}  // namespace peapod::api
