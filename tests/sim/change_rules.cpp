#include <algorithm>

#include "tests/sim/ledger.h"
#include "tests/sim/violation.h"

// What another policy asks of containers that are there already.

namespace peapod::sim {

using core::ContainerIndex;
using core::ContainerKind;
using core::Definition;
using core::KillCause;
using core::Time;

bool Ledger::needs_restart(ContainerIndex index) const {
  const Definition& is = containers_[index].made_of;
  const core::ContainerPolicy& policy = policy_of(index);
  if (is.cpu != policy.definition.cpu && policy.cpu_resize_restarts) return true;
  return is.memory != policy.definition.memory && policy.memory_resize_restarts;
}

void Ledger::note_changes() {
  if (ended()) return;
  for (ContainerIndex i = 0; i < count(); ++i) {
    ContainerLedger& container = at(i);
    const Definition& wanted = policy_of(i).definition;
    if (container.made_of == wanted) continue;
    bool is_other_image = container.made_of.image != wanted.image;
    if (container.life == Life::Idle) {
      bool waits_for_pull = container.failed_starts > 0;
      if (is_other_image || !waits_for_pull) container.not_before = std::min(container.not_before, now_);
      if (is_other_image) container.failed_starts = 0;
      container.step_of_backoff = 0;
      container.made_of = wanted;
    }
    bool follows = kind_of(i) == ContainerKind::Main || kind_of(i) == ContainerKind::Sidecar;
    bool stops = container.stopping_for || container.must_stop_for != KillCause::None;
    if (container.life != Life::Up || !follows || stops) continue;
    if (is_other_image) {
      container.must_stop_for = KillCause::DefinitionChanged;
    } else if (needs_restart(i)) {
      container.must_stop_for = KillCause::Resize;
    }
  }
}

// When it must be resized; nothing when there is no need, or the answer is awaited.
std::optional<Time> Ledger::resize_due(ContainerIndex index) const {
  const ContainerLedger& container = containers_[index];
  bool follows = kind_of(index) == ContainerKind::Main || kind_of(index) == ContainerKind::Sidecar;
  if (!follows || ended() || !is_up(index) || container.stopping_for || container.resize_out) return std::nullopt;
  if (container.made_of != policy_of(index).definition) return now_;
  return container.resize_again;
}

void Ledger::check_resize(const core::action::ResizeContainer& action) {
  demand(action.container < count(), "resize of no container");
  ContainerLedger& container = at(action.container);
  demand(container.launch == action.launch && is_up(action.container), "resize of what is not up");
  std::optional<Time> due = resize_due(action.container);
  demand(due && now_ >= *due, "resize without need");
  demand(container.made_of.image == policy_of(action.container).definition.image, "resize of another image");
  demand(!needs_restart(action.container), "resize of what needs a restart");
  if (container.made_of != policy_of(action.container).definition) container.step_of_backoff = 0;
  container.made_of = policy_of(action.container).definition;
  container.resize_out = true;
  container.resize_again.reset();
}

void Ledger::told_resized(const core::event::Resized& resized) {
  ContainerLedger& container = at(resized.container);
  if (container.launch != resized.launch || !container.resize_out) return;
  container.resize_out = false;
  if (!resized.ok) container.resize_again = now_ + 10'000;
}

}  // namespace peapod::sim
