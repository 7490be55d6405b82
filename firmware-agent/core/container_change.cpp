#include "firmware-agent/core/container_change.h"

#include <algorithm>
#include <cassert>

#include "firmware-agent/core/container_stop.h"

namespace peapod::core {

void take_new_containers(PodState& state, const PodPolicy& policy) {
  assert(state.containers.size() <= policy.containers.size());
  state.containers.resize(policy.containers.size());
}

static void begin_backoff_anew(ContainerState& container, const Definition& wanted, Time now) {
  // The back-off of pulls has only the image for its key.
  bool is_of_pull = container.start_failure.has_value();
  bool is_other_image = container.definition.image != wanted.image;
  if (is_other_image || !is_of_pull) container.start_after = std::min(container.start_after, now);
  if (is_other_image) container.start_backoff = 0;
  container.backoff = 0;
  container.definition = wanted;
}

static bool needs_restart(const Definition& is, const ContainerPolicy& policy) {
  return (is.cpu != policy.definition.cpu && policy.cpu_resize_restarts) ||
         (is.memory != policy.definition.memory && policy.memory_resize_restarts);
}

static void resize(Turn& turn, ContainerIndex index) {
  ContainerState& container = turn.container(index);
  const Definition& wanted = turn.container_policy(index).definition;
  bool is_due = container.definition != wanted || (container.resize_failed && turn.now >= container.resize_retry_at);
  if (container.resize_pending || !is_due) return;
  container.definition = wanted;
  container.backoff = 0;
  container.resize_pending = true;
  turn.act(action::ResizeContainer{index, container.launch});
}

static void meet_running(Turn& turn, ContainerIndex index) {
  const Definition& is = turn.container(index).definition;
  const ContainerPolicy& policy = turn.container_policy(index);
  if (policy.kind == ContainerKind::Init || policy.kind == ContainerKind::Ephemeral) return;
  if (is.image != policy.definition.image) {
    begin_stop(turn, index, KillCause::DefinitionChanged, turn.policy.termination_grace);
  } else if (needs_restart(is, policy)) {
    begin_stop(turn, index, KillCause::Resize, turn.policy.termination_grace);
  } else {
    resize(turn, index);
  }
}

void meet_definition(Turn& turn, ContainerIndex index) {
  if (turn.state.end != PodEnd::None) return;
  ContainerState& container = turn.container(index);
  const Definition& wanted = turn.container_policy(index).definition;
  if (container.phase == ContainerPhase::Running) return meet_running(turn, index);
  bool waits_for_another = container.phase == ContainerPhase::Waiting && container.definition != wanted;
  if (waits_for_another) begin_backoff_anew(container, wanted, turn.now);
}

void take_resized(Turn& turn, const event::Resized& resized) {
  ContainerState& container = turn.container(resized.container);
  if (!container.resize_pending) return;
  container.resize_pending = false;
  container.resize_failed = !resized.ok;
  container.resize_retry_at = turn.now + kResizeRetry;
}

std::optional<Time> resize_due(const PodState& state, const ContainerState& container) {
  bool is_retried = container.phase == ContainerPhase::Running && container.resize_failed && !container.resize_pending;
  return is_retried && state.end == PodEnd::None ? std::optional<Time>(container.resize_retry_at) : std::nullopt;
}

}  // namespace peapod::core
