// What a pod leaves for the next agent, and going on from it.

#include <algorithm>
#include <span>
#include <utility>

#include "firmware-agent/core/record.h"
#include "firmware-agent/runtime/log_line.h"
#include "firmware-agent/runtime/pod_runner.h"

namespace peapod::runtime {

bool PodRunner::save() {
  PodMemory memory{
      origin_,        {}, {}, deletion_requested_, deletion_grace_seconds_, escalation_, gate_notes_, counted_spec_,
      resize_.running};
  core::save(state_, memory.state);
  for (const Slot& slot : slots_) memory.details.push_back(slot.detail);
  Result<void> written = verbs_->save(memory);
  if (!written) {
    log_line("pod %s: cannot write its record: %s; nothing is started until that works", pod_.metadata.name.c_str(),
             written.error().message().c_str());
  }
  return static_cast<bool>(written);
}

Result<void> PodRunner::resume(PodMemory&& memory) {
  std::optional<core::PodState> state = core::restore(memory.state, policy_);
  if (!state || memory.details.size() != slots_.size()) return Error{0, "its state is of another version or damaged"};
  state_ = std::move(*state);
  deletion_requested_ = memory.deletion_requested;
  deletion_grace_seconds_ = memory.deletion_grace_seconds;
  escalation_ = memory.escalation;
  gate_notes_ = std::move(memory.gates);
  counted_spec_ = memory.counted_spec;
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    slots_[i].detail = std::move(memory.details[i]);
    const bool in_force = state_.containers[i].definition == policy_.containers[i].definition;
    if (!in_force || state_.containers[i].resize_pending || state_.containers[i].resize_failed) continue;
    slots_[i].detail.resources = container_at(pod_.spec, static_cast<core::ContainerIndex>(i)).resources;
  }
  resumed_ = true;
  if (memory.resizing) {
    resize_.running = resize_.room_due = resize_.group_unknown = true;
    resize_.running_since = box_.now();
  }
  adopt_processes();
  // The earlier agent may have ended between the request and the step that took it.
  if (deletion_requested_ && state_.stop_cause != core::StopCause::Deleted) {
    push(core::event::StopRequested{core::StopCause::Deleted, deletion_grace_seconds_ * 1000});
  }
  return {};
}

// Meets the machine's memory with what the keeper still has: who runs goes on, who ended meanwhile is told
// of, and what is in neither ended without a trace.
void PodRunner::adopt_processes() {
  const bool expected = state_.sandbox == core::SandboxPhase::Ready || state_.sandbox == core::SandboxPhase::Creating ||
                        state_.sandbox == core::SandboxPhase::Ending || state_.sandbox == core::SandboxPhase::Removing;
  if (!expected) return push(core::event::Resumed{});
  std::vector<platform::KeeperEntry> entries;
  if (Result<void> adopted = sandbox_->adopt(state_.sandbox_attempt, entries); !adopted) {
    sandbox_->lose();
    // What was asked for in a sandbox that is gone need not be asked again.
    if (state_.sandbox == core::SandboxPhase::Ready) return push(core::event::SandboxLost{});
    return push(core::event::Resumed{});
  }
  // Before what the reports lead to: that would be asked for twice.
  push(core::event::Resumed{});
  if (state_.sandbox == core::SandboxPhase::Creating) push(core::event::SandboxReady{});
  for (core::ContainerIndex i = 0; i < slots_.size(); ++i) {
    const core::ContainerState& container = state_.containers[i];
    const bool alive =
        container.phase == core::ContainerPhase::Running || container.phase == core::ContainerPhase::Stopping;
    if (!alive && container.phase != core::ContainerPhase::Starting) continue;
    auto entry = std::find_if(entries.begin(), entries.end(),
                              [&](const platform::KeeperEntry& held) { return held.id == container.launch; });
    if (entry != entries.end()) {
      slots_[i].run = make_run(i, container.launch);
      slots_[i].run->adopt(std::move(*entry));
    } else if (alive) {
      constexpr std::int32_t kUnknown = 137;  // kubelet: ContainerStatusUnknown.
      push(core::event::Exited{i, container.launch, kUnknown, 0, false});
    }
  }
  sandbox_->end_unexpected(entries);
}

}  // namespace peapod::runtime
