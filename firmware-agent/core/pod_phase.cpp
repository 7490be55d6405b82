#include "firmware-agent/core/pod_phase.h"

#include <algorithm>

#include "firmware-agent/core/turn.h"

namespace peapod::core {

ContainerShow container_show(const ContainerState& container) {
  switch (container.phase) {
    case ContainerPhase::Running:
      // The kubelet does not call a container running before its postStart hook has answered.
      return container.post_start_pending ? ContainerShow::Waiting : ContainerShow::Running;
    case ContainerPhase::Stopping:
      return container.kill_cause == KillCause::PostStart ? ContainerShow::Waiting : ContainerShow::Running;
    case ContainerPhase::Finished:
      return container.last ? ContainerShow::Terminated : ContainerShow::Waiting;
    case ContainerPhase::Waiting:
    case ContainerPhase::Starting:
      break;
  }
  return ContainerShow::Waiting;
}

namespace {

struct Counts {
  int init_pending = 0;     // Init containers that run, or wait for their first run.
  int sidecar_pending = 0;  // Not started.
  int waiting = 0;          // Never terminated, not running.
  int running = 0;
  int stopped = 0;  // Main containers only, as the next.
  int succeeded = 0;
};

}  // namespace

static void count_init(const ContainerState& container, Counts& counts) {
  bool waits_for_first = container_show(container) == ContainerShow::Waiting && !container.last;
  if (container_show(container) == ContainerShow::Running || waits_for_first) counts.init_pending += 1;
}

static void count_sidecar(const ContainerState& container, Counts& counts) {
  switch (container_show(container)) {
    case ContainerShow::Running:
      counts.running += 1;
      if (!container.started) counts.sidecar_pending += 1;
      return;
    case ContainerShow::Waiting:
      if (container.last) return;
      counts.sidecar_pending += 1;
      counts.waiting += 1;
      return;
    case ContainerShow::Terminated:
      return;
  }
}

static void count_main(const ContainerState& container, Counts& counts) {
  if (container_show(container) == ContainerShow::Running) {
    counts.running += 1;
  } else if (!container.last) {
    counts.waiting += 1;
  } else {
    counts.stopped += 1;
    if (has_succeeded(container)) counts.succeeded += 1;
  }
}

static Counts count(const PodState& state, const PodPolicy& policy) {
  Counts counts;
  for (std::size_t i = 0; i < policy.containers.size(); ++i) {
    switch (policy.containers[i].kind) {
      case ContainerKind::Init:
        count_init(state.containers[i], counts);
        break;
      case ContainerKind::Sidecar:
        count_sidecar(state.containers[i], counts);
        break;
      case ContainerKind::Main:
        count_main(state.containers[i], counts);
        break;
      case ContainerKind::Ephemeral:
        break;
    }
  }
  return counts;
}

PodPhase pod_phase(const PodState& state, const PodPolicy& policy) {
  Counts counts = count(state, policy);
  bool any_alive = std::any_of(state.containers.begin(), state.containers.end(), is_alive);
  if (state.end != PodEnd::None && !any_alive) {
    bool succeeded = counts.stopped > 0 && counts.stopped == counts.succeeded && counts.waiting == 0;
    switch (state.end) {
      case PodEnd::NodeShutdown:
      case PodEnd::Evicted:
      case PodEnd::Preempted:
      case PodEnd::DeadlineExceeded:
      case PodEnd::InitFailed:
        return PodPhase::Failed;
      case PodEnd::Completed:
        return succeeded ? PodPhase::Succeeded : PodPhase::Failed;
      case PodEnd::Deleted:
        if (counts.stopped > 0) return succeeded ? PodPhase::Succeeded : PodPhase::Failed;
        return PodPhase::Pending;
      case PodEnd::None:
        break;
    }
  }
  bool initializes = counts.init_pending > 0 || (counts.sidecar_pending > 0 && !state.ran);
  if (initializes || counts.waiting > 0) return PodPhase::Pending;
  return counts.running + counts.stopped > 0 ? PodPhase::Running : PodPhase::Pending;
}

}  // namespace peapod::core
