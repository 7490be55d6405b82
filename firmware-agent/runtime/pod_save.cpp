// What a pod leaves for the next agent: a record on tmpfs, written before each action that a new agent might
// find.

#include <algorithm>
#include <cstring>
#include <span>

#include "firmware-agent/core/record.h"
#include "firmware-agent/runtime/log_line.h"
#include "firmware-agent/runtime/manifest_text.h"
#include "firmware-agent/runtime/pod_record.h"
#include "firmware-agent/runtime/pod_runner.h"
#include "firmware-agent/runtime/policy_from_spec.h"

namespace peapod::runtime {
namespace {

std::string detail_key(const config::Container& container, const char* what) { return container.name + "/" + what; }

constexpr std::pair<const char*, std::string ContainerDetail::*> kDetails[] = {
    {"image_id", &ContainerDetail::image_id},
    {"container_id", &ContainerDetail::container_id},
    {"last_container_id", &ContainerDetail::last_container_id},
    {"waiting_message", &ContainerDetail::waiting_message},
    {"message", &ContainerDetail::message},
    {"last_message", &ContainerDetail::last_message},
};

}  // namespace

std::string PodRunner::record_path() const {
  return node_.options.paths.run + "/records/" + pod_.metadata.uid + std::string(kPodRecordSuffix);
}

void PodRunner::save() {
  Record record;
  core::save(state_, state_bytes_);
  record.fields["state"].assign(reinterpret_cast<const char*>(state_bytes_.data()), state_bytes_.size());
  record.fields["boot_id"] = node_.boot_id;
  record.fields["manifest"] = manifest_text(pod_);
  record.fields["file"] = origin_.file;
  record.fields["created"] = std::to_string(origin_.created);
  if (deletion_requested_) record.fields["deletion_requested"] = std::to_string(*deletion_requested_);
  record.fields["deletion_grace"] = std::to_string(deletion_grace_seconds_);
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    const config::Container& container = container_at(pod_.spec, static_cast<core::ContainerIndex>(i));
    for (const auto& [key, member] : kDetails) record.fields[detail_key(container, key)] = slots_[i].detail.*member;
  }
  if (Result<void> written = write_record(record_path(), record, Durability::Tmpfs); !written) {
    log_line("pod %s: cannot write its record: %s; a new agent would not find it as it is", pod_.metadata.name.c_str(),
             written.error().message().c_str());
  }
}

Result<void> PodRunner::resume(const Record& record) {
  const auto field = [&](const std::string& key) {
    const auto found = record.fields.find(key);
    return found == record.fields.end() ? std::string() : found->second;
  };
  const std::string bytes = field("state");
  std::optional<core::PodState> state = core::restore(std::as_bytes(std::span(bytes)), policy_);
  if (!state) return Error{0, "its state is of another version or damaged"};
  state_ = std::move(*state);
  if (const std::string requested = field("deletion_requested"); !requested.empty()) {
    deletion_requested_ = std::strtoll(requested.c_str(), nullptr, 10);
  }
  deletion_grace_seconds_ = std::strtoll(field("deletion_grace").c_str(), nullptr, 10);
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    const config::Container& container = container_at(pod_.spec, static_cast<core::ContainerIndex>(i));
    for (const auto& [key, member] : kDetails) slots_[i].detail.*member = field(detail_key(container, key));
  }
  adopt_processes();
  push(core::event::Resumed{});
  return {};
}

// Meets the machine's memory with what the keeper still has: who runs goes on, who ended meanwhile is told
// of, and what is in neither ended without a trace.
void PodRunner::adopt_processes() {
  const bool expected = state_.sandbox == core::SandboxPhase::Ready || state_.sandbox == core::SandboxPhase::Creating ||
                        state_.sandbox == core::SandboxPhase::Removing;
  if (!expected) return;
  std::vector<platform::KeeperEntry> entries;
  if (Result<void> adopted = sandbox_->adopt(state_.sandbox_attempt, entries); !adopted) {
    if (state_.sandbox == core::SandboxPhase::Ready) push(core::event::SandboxLost{});
    sandbox_->lose();
    return;
  }
  if (state_.sandbox == core::SandboxPhase::Creating) push(core::event::SandboxReady{});
  for (core::ContainerIndex i = 0; i < slots_.size(); ++i) {
    const core::ContainerState& container = state_.containers[i];
    const bool alive =
        container.phase == core::ContainerPhase::Running || container.phase == core::ContainerPhase::Stopping;
    if (!alive && container.phase != core::ContainerPhase::Starting) continue;
    auto entry = std::find_if(entries.begin(), entries.end(),
                              [&](const platform::KeeperEntry& held) { return held.id == container.launch; });
    if (entry != entries.end()) {
      slots_[i].run =
          std::make_unique<ContainerRun>(*context_, i, container.launch, container.restart_count, slots_[i].detail);
      slots_[i].run->adopt(std::move(*entry));
    } else if (alive) {
      constexpr std::int32_t kUnknown = 137;  // kubelet: ContainerStatusUnknown.
      push(core::event::Exited{i, container.launch, kUnknown, 0, false});
    }
  }
  sandbox_->end_other_launches(entries);
}

}  // namespace peapod::runtime
