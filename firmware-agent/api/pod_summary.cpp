#include "firmware-agent/api/pod_summary.h"

#include "firmware-agent/api/pod_object.h"

namespace peapod::api {
namespace {

using Kind = core::ContainerStatus::Kind;

struct Restarts {
  std::int32_t count = 0;
  std::optional<core::Time> newest;

  void add(const core::ContainerStatus& status) {
    count += status.restart_count;
    if (status.last && (!newest || *newest < status.last->finished_at)) newest = status.last->finished_at;
  }
};

bool condition_is_true(const core::PodStatus& status, core::ConditionType type) {
  for (const core::Condition& condition : status.conditions) {
    if (condition.type == type) return condition.is_true;
  }
  return false;
}

// As kubectl prints SchedulingGated.
std::string_view why_not_begun(const core::PodStatus& status) {
  for (const core::Condition& condition : status.conditions) {
    const bool scheduled = condition.type != core::ConditionType::PodScheduled || condition.is_true;
    if (!scheduled) return condition.reason;
  }
  return {};
}

bool succeeded(const core::ContainerStatus& status) {
  return status.kind == Kind::Terminated && status.terminated && status.terminated->exit_code == 0;
}

// What the first init container that is not done says.
std::string init_status(const core::ContainerStatus& status, std::size_t index, std::size_t count) {
  if (status.kind == Kind::Terminated && status.terminated) {
    return "Init:" + std::string(core::name(status.terminated->reason));
  }
  if (status.kind == Kind::Waiting && !status.waiting_reason.empty() && status.waiting_reason != "PodInitializing") {
    return "Init:" + std::string(status.waiting_reason);
  }
  return "Init:" + std::to_string(index) + "/" + std::to_string(count);
}

// From the last container to the first, so that the first one with something to say wins.
void read_main_containers(const config::PodSpec& spec, const core::PodStatus& status, PodSummary& summary,
                          Restarts& restarts) {
  bool any_running = false;
  const auto order = main_containers_by_name(spec);
  for (auto index = order.rbegin(); index != order.rend(); ++index) {
    const core::ContainerStatus& container = status.containers[*index];
    restarts.add(container);
    if (container.kind == Kind::Waiting && !container.waiting_reason.empty()) {
      summary.status = container.waiting_reason;
    } else if (container.kind == Kind::Terminated && container.terminated) {
      summary.status = core::name(container.terminated->reason);
    } else if (container.kind == Kind::Running && container.ready) {
      any_running = true;
      summary.ready += 1;
    }
  }
  if (summary.status == "Completed" && any_running) {
    summary.status = condition_is_true(status, core::ConditionType::Ready) ? "Running" : "NotReady";
  }
}

// The same for init containers, and then for the main ones.
void read_containers(const config::PodSpec& spec, const core::PodStatus& status, PodSummary& summary) {
  Restarts of_init;
  Restarts of_sidecars;
  bool initializing = false;
  for (std::size_t i = 0; i < spec.init_containers.size() && !initializing; ++i) {
    const core::ContainerStatus& container = status.containers[i];
    const bool sidecar = spec.init_containers[i].sidecar;
    of_init.add(container);
    if (sidecar) of_sidecars.add(container);
    if (succeeded(container)) continue;
    if (sidecar && container.started) {
      summary.ready += container.ready ? 1 : 0;
      continue;
    }
    summary.status = init_status(container, i, spec.init_containers.size());
    initializing = true;
  }

  Restarts restarts = of_init;
  if (!initializing || condition_is_true(status, core::ConditionType::Initialized)) {
    restarts = of_sidecars;
    read_main_containers(spec, status, summary, restarts);
  }
  summary.restarts = restarts.count;
  summary.last_restart = restarts.newest;
}

}  // namespace

PodSummary summarize(const config::PodSpec& spec, const core::PodStatus& status, bool deleting, bool has_begun) {
  PodSummary summary;
  summary.containers = spec.containers.size();
  summary.status = status.reason.empty() ? core::name(status.phase) : status.reason;
  const std::string_view not_begun = why_not_begun(status);
  if (!not_begun.empty()) summary.status = not_begun;
  for (const config::Container& container : spec.init_containers) summary.containers += container.sidecar ? 1 : 0;
  if (has_begun) read_containers(spec, status, summary);
  const bool terminal = status.phase == core::PodPhase::Succeeded || status.phase == core::PodPhase::Failed;
  if (deleting && !terminal) summary.status = "Terminating";
  return summary;
}

}  // namespace peapod::api
