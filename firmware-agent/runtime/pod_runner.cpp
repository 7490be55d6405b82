#include "firmware-agent/runtime/pod_runner.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "firmware-agent/core/restart.h"
#include "firmware-agent/runtime/event_text.h"
#include "firmware-agent/runtime/fingerprint.h"
#include "firmware-agent/runtime/log_line.h"
#include "firmware-agent/runtime/log_paths.h"
#include "firmware-agent/runtime/policy_from_spec.h"
#include "platform/volumes/removal.h"

namespace peapod::runtime {
namespace {

constexpr std::size_t index_of(core::ProbeKind kind) { return static_cast<std::size_t>(kind); }
constexpr std::size_t index_of(core::Hook hook) { return static_cast<std::size_t>(hook); }

template <class... Visitors>
struct Overloaded : Visitors... {
  using Visitors::operator()...;
};
template <class... Visitors>
Overloaded(Visitors...) -> Overloaded<Visitors...>;

const config::Probe& probe_of(const config::Container& container, core::ProbeKind kind) {
  switch (kind) {
    case core::ProbeKind::Startup:
      return *container.startup_probe;
    case core::ProbeKind::Liveness:
      return *container.liveness_probe;
    case core::ProbeKind::Readiness:
      break;
  }
  return *container.readiness_probe;
}

}  // namespace

PodRunner::PodRunner(Node& node, config::Pod pod, PodOrigin origin, Callbacks callbacks)
    : node_(node),
      pod_(std::move(pod)),
      origin_(std::move(origin)),
      policy_(policy_from_spec(pod_.spec)),
      callbacks_(std::move(callbacks)),
      slots_(policy_.containers.size()) {
  sandbox_ = std::make_unique<Sandbox>(node_, pod_,
                                       Sandbox::Callbacks{[this](const Result<void>& ready) {
                                                            if (ready) return push(core::event::SandboxReady{});
                                                            sandbox_failure_ = ready.error().message();
                                                            push(core::event::SandboxFailed{});
                                                          },
                                                          [this] { push(core::event::SandboxLost{}); }});
  const config::ObjectMeta& metadata = pod_.metadata;
  context_ = std::make_unique<PodContext>(
      PodContext{node_, pod_, *sandbox_,
                 pod_log_directory(node_.options.paths.log, metadata.namespace_, metadata.name, metadata.uid),
                 [this](const core::Event& event) { push(event); },
                 [this](core::ContainerIndex index, std::string_view type, std::string_view reason,
                        const std::string& message) { record_event(index, type, reason, message); }});
  state_ = core::make_pod_state(policy_, node_.clock.now());
  // What one turn of the loop can bring: of each container its probes, a hook, a start and an end; a few of the pod's
  // own.
  const std::size_t events_max = 6 * policy_.containers.size() + 8;
  queue_.reserve(events_max);
  taken_.reserve(events_max);
  resource_version_ = ++node_.resource_version;
}

PodRunner::~PodRunner() = default;

void PodRunner::begin() { push(core::event::Tick{}); }

void PodRunner::reject(Rejection rejection) {
  record_event(std::nullopt, "Warning", rejection.reason, rejection.message);
  rejection_ = std::move(rejection);
}

void PodRunner::push(const core::Event& event) {
  queue_.push_back(event);
  callbacks_.woken();
}

void PodRunner::stop(core::StopCause cause, std::optional<std::int64_t> grace_seconds) {
  if (cause == core::StopCause::Deleted) {
    const std::int64_t grace = grace_seconds.value_or(pod_.spec.termination_grace_period_seconds);
    deletion_grace_seconds_ = deletion_requested_ ? std::min(deletion_grace_seconds_, grace) : grace;
    if (!deletion_requested_) deletion_requested_ = node_.clock.wall_now();
  }
  std::optional<core::Millis> grace;
  if (grace_seconds) grace = *grace_seconds * 1000;
  push(core::event::StopRequested{cause, grace});
}

void PodRunner::set_metadata(config::Labels labels, config::Labels annotations) {
  pod_.metadata.labels = std::move(labels);
  pod_.metadata.annotations = std::move(annotations);
  // A pod without a record has not begun, or never will.
  if (saved_ != 0) save();
  resource_version_ = ++node_.resource_version;
  callbacks_.changed(*this);
}

std::optional<core::Time> PodRunner::deadline() const {
  if (rejection_) return std::nullopt;
  return core::next_deadline(state_, policy_);
}

bool PodRunner::gone() const { return rejection_ ? deletion_requested_.has_value() : core::is_gone(state_); }

void PodRunner::run() {
  while (!queue_.empty()) {
    std::swap(queue_, taken_);
    for (const core::Event& event : taken_) {
      if (rejection_) continue;
      actions_.clear();
      core::step(state_, policy_, event, node_.clock.now(), actions_);
      const std::uint64_t now = fingerprint(state_);
      if (now != saved_) {
        saved_ = now;
        save();  // Before the actions: a new agent must know of a launch that it may find.
      }
      after(event);
      for (std::size_t i = 0; i < actions_.size(); ++i) perform(actions_[i]);
    }
    taken_.clear();
  }
  const std::uint64_t now = fingerprint(state_) ^ static_cast<std::uint64_t>(deletion_requested_.value_or(0));
  if (now == shown_) return;
  shown_ = now;
  resource_version_ = ++node_.resource_version;
  callbacks_.changed(*this);
}

// What a report leaves to be done once the machine has taken it and the record is written.
void PodRunner::after(const core::Event& event) {
  if (const auto* exited = std::get_if<core::event::Exited>(&event)) drop_run(exited->container, exited->launch);
  if (const auto* failed = std::get_if<core::event::StartFailed>(&event)) drop_run(failed->container, failed->launch);
  if (std::holds_alternative<core::event::SandboxLost>(event)) {
    for (Slot& slot : slots_) clear(slot);
    sandbox_->lose();
  }
}

void PodRunner::drop_run(core::ContainerIndex index, core::LaunchNumber launch) {
  Slot& slot = slots_[index];
  if (slot.run && slot.run->launch() == launch) clear(slot);
}

void PodRunner::clear(Slot& slot) {
  slot.probes = {};
  slot.hooks = {};
  slot.run.reset();
}

void PodRunner::perform(const core::Action& action) {
  std::visit(Overloaded{
                 [this](const core::action::CreateSandbox&) {
                   if (!sandbox_->created()) sandbox_->create(state_.sandbox_attempt);
                 },
                 [this](const core::action::RemoveSandbox&) {
                   for (Slot& slot : slots_) clear(slot);
                   sandbox_->remove();
                   push(core::event::SandboxRemoved{});
                 },
                 [this](const core::action::StartContainer& start) { start_container(start.container, start.launch); },
                 [this](const core::action::StopContainer& stop) {
                   if (ContainerRun* run = run_of(stop.container, stop.launch)) run->stop();
                 },
                 [this](const core::action::KillContainer& kill) {
                   if (ContainerRun* run = run_of(kill.container, kill.launch)) run->kill();
                 },
                 [this](const core::action::RunHook& hook) { run_hook(hook); },
                 [this](const core::action::RunProbe& probe) { run_probe(probe); },
                 [this](const core::action::Notice& told) { notice(told); },
             },
             action);
}

ContainerRun* PodRunner::run_of(core::ContainerIndex index, core::LaunchNumber launch) {
  ContainerRun* run = slots_[index].run.get();
  return run != nullptr && run->launch() == launch ? run : nullptr;
}

void PodRunner::start_container(core::ContainerIndex index, core::LaunchNumber launch) {
  if (run_of(index, launch) != nullptr) return;  // Asked again after an adoption: it is there.
  Slot& slot = slots_[index];
  clear(slot);
  slot.detail.last_container_id = std::move(slot.detail.container_id);
  slot.detail.last_message = std::move(slot.detail.message);
  slot.detail.container_id = container_id(pod_.metadata.uid, container_at(pod_.spec, index).name, launch);
  slot.detail.message.clear();
  slot.detail.waiting_message.clear();
  slot.run =
      std::make_unique<ContainerRun>(*context_, index, launch, state_.containers[index].restart_count, slot.detail);
  slot.run->start();
}

void PodRunner::run_hook(const core::action::RunHook& action) {
  ContainerRun* run = run_of(action.container, action.launch);
  if (run == nullptr) return push(core::event::HookDone{action.container, action.launch, action.hook, false});
  const config::Container& container = container_at(pod_.spec, action.container);
  const auto& handler =
      action.hook == core::Hook::PostStart ? container.lifecycle.post_start : container.lifecycle.pre_stop;
  auto& runner = slots_[action.container].hooks[index_of(action.hook)];
  runner = std::make_unique<HookRunner>(*context_, *run, action.container, action.hook, container, *handler);
  runner->run();
}

void PodRunner::run_probe(const core::action::RunProbe& action) {
  ContainerRun* run = run_of(action.container, action.launch);
  if (run == nullptr) {
    return push(core::event::ProbeDone{action.container, action.launch, action.probe, core::ProbeOutcome::Error});
  }
  auto& runner = slots_[action.container].probes[index_of(action.probe)];
  if (!runner) {
    const config::Container& container = container_at(pod_.spec, action.container);
    runner = std::make_unique<ProbeRunner>(*context_, *run, action.container, action.probe, container,
                                           probe_of(container, action.probe));
  }
  runner->run();
}

void PodRunner::notice(const core::action::Notice& told) {
  NoticeDetail detail;
  detail.pod = pod_.metadata.name;
  detail.namespace_ = pod_.metadata.namespace_;
  detail.uid = pod_.metadata.uid;
  detail.output = sandbox_failure_;
  if (told.container) {
    const Slot& slot = slots_[*told.container];
    detail.container = container_at(pod_.spec, *told.container).name;
    detail.will_restart = core::restarts_after_probe(policy_, policy_.containers[*told.container]);
    detail.output = slot.detail.waiting_message;
    if (told.reason == core::NoticeReason::Unhealthy || told.reason == core::NoticeReason::ProbeWarning) {
      const auto& probe = slot.probes[index_of(told.probe)];
      detail.output = probe ? probe->text() : std::string_view();
    }
  }
  record_event(told.container, event_type(told.reason), core::name(told.reason), event_message(told, detail));
}

void PodRunner::record_event(std::optional<core::ContainerIndex> container, std::string_view type,
                             std::string_view reason, const std::string& message) {
  EventInput event;
  event.pod_name = pod_.metadata.name;
  event.namespace_ = pod_.metadata.namespace_;
  event.pod_uid = pod_.metadata.uid;
  const std::string path = container ? container_field_path(pod_.spec, *container) : std::string();
  event.field_path = path;
  event.type = type;
  event.reason = reason;
  event.message = message;
  node_.events->record(event, node_.clock.wall_now());
}

void PodRunner::remove_logs() {
  for (core::ContainerIndex i = 0; i < slots_.size(); ++i) {
    for (const std::string& id : {slots_[i].detail.container_id, slots_[i].detail.last_container_id}) {
      if (!id.empty()) (void)unlink_container_log(log_link(node_, pod_, container_at(pod_.spec, i).name, id));
    }
  }
  if (Result<void> removed = platform::remove_tree(context_->log_directory); !removed) {
    log_line("%s", removed.error().message().c_str());
  }
}

ContainerRun* PodRunner::running_container(std::string_view name, std::string& why) {
  for (core::ContainerIndex i = 0; i < slots_.size(); ++i) {
    if (container_at(pod_.spec, i).name != name) continue;
    if (slots_[i].run && slots_[i].run->running()) return slots_[i].run.get();
    why = "container not found (\"" + std::string(name) + "\"): it is not running";
    return nullptr;
  }
  why = "container " + std::string(name) + " is not valid for pod " + pod_.metadata.name;
  return nullptr;
}

}  // namespace peapod::runtime
