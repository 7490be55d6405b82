#include "firmware-agent/runtime/pod_runner.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "firmware-agent/core/restart.h"
#include "firmware-agent/runtime/event_text.h"
#include "firmware-agent/runtime/fingerprint.h"
#include "firmware-agent/runtime/policy_from_spec.h"

namespace peapod::runtime {
namespace {

constexpr core::Millis kSaveAgain = 10'000;
constexpr const char* kNoRecord =
    "the pod's record cannot be written, and without it a new agent would not find what runs";

constexpr std::size_t index_of(core::ProbeKind kind) { return static_cast<std::size_t>(kind); }
constexpr std::size_t index_of(core::Hook hook) { return static_cast<std::size_t>(hook); }

template <class... Visitors>
struct Overloaded : Visitors... {
  using Visitors::operator()...;
};
template <class... Visitors>
Overloaded(Visitors...) -> Overloaded<Visitors...>;

}  // namespace

PodRunner::PodRunner(BoxVerbs& box, config::Pod pod, PodOrigin origin, Callbacks callbacks)
    : box_(box),
      pod_(std::move(pod)),
      origin_(std::move(origin)),
      policy_(policy_from_spec(pod_.spec, box_.backoff_max())),
      callbacks_(std::move(callbacks)),
      verbs_(box.pod(pod_, *this)),
      gate_notes_(policy_.readiness_gates.size()) {
  const auto ready = [this](const Result<void>& made) {
    if (made) return push(core::event::SandboxReady{});
    sandbox_failure_ = made.error().message();
    push(core::event::SandboxFailed{});
  };
  sandbox_ = std::make_unique<Sandbox>(verbs_->sandbox(), pod_.spec.share_process_namespace.value_or(false),
                                       Sandbox::Callbacks{ready, [this] { push(core::event::SandboxLost{}); }});
  state_ = core::make_pod_state(policy_, box_.now());
  fit_containers();
  policy_.generation = origin_.generation;
  resource_version_ = box_.next_resource_version();
}

PodRunner::~PodRunner() = default;

void PodRunner::fit_containers() {
  const std::size_t count = policy_.containers.size();
  slots_.resize(count);
  // What one turn of the loop can bring: of each container its probes, a hook, a start and an end; a few of the pod's
  // own.
  const std::size_t events_max = 6 * count + 8;
  queue_.reserve(events_max);
  taken_.reserve(events_max);
  // And one step: of each container its probes, a notice about each, a hook, a start or stop and what is told of it.
  actions_.reserve(10 * count + 8);
}

void PodRunner::begin() {
  if (std::exchange(hold_, std::nullopt)) state_ = core::make_pod_state(policy_, box_.now());
  push(core::event::Tick{});
}

void PodRunner::reject(Rejection rejection) {
  record_pod_event("Warning", rejection.reason, rejection.message);
  rejection_ = std::move(rejection);
}

void PodRunner::hold() { hold_.emplace(); }

void PodRunner::hold_for(Hold hold) {
  if (hold.message == hold_->message) return;
  const bool is_first = hold_->message.empty();
  hold_ = std::move(hold);
  if (hold_->is_cycle) {
    record_pod_event("Warning", "WaitingForEachOther", hold_->message);
  } else if (is_first) {
    record_pod_event("Normal", kWaitingForPods, hold_->message);
  }
  note_change();
}

void PodRunner::preempt() {
  if (has_begun()) return stop(core::StopCause::Preempted, std::nullopt);
  hold_.reset();
  reject({"Preempting", std::string(core::kPreemptedMessage)});
  note_change();
}

void PodRunner::push(const core::Event& event) {
  queue_.push_back(event);
  callbacks_.woken();
}

void PodRunner::stop(core::StopCause cause, std::optional<std::int64_t> grace_seconds) {
  if (cause == core::StopCause::Deleted) {
    const std::int64_t grace = grace_seconds.value_or(pod_.spec.termination_grace_period_seconds);
    deletion_grace_seconds_ = deletion_requested_ ? std::min(deletion_grace_seconds_, grace) : grace;
    if (!deletion_requested_) deletion_requested_ = box_.wall_now();
  }
  stop_requested_ = true;
  std::optional<core::Millis> grace;
  if (grace_seconds) grace = *grace_seconds * 1000;
  push(core::event::StopRequested{.cause = cause, .grace = grace});
}

void PodRunner::set_gates(std::vector<GateReport> reports) {
  bool other_notes = false;
  for (std::size_t i = 0; i < gate_notes_.size(); ++i) {
    if (reports[i].status != state_.gates[i].status) {
      push(core::event::GateChanged{static_cast<std::uint16_t>(i), reports[i].status});
    }
    other_notes = other_notes || reports[i].note != gate_notes_[i];
    gate_notes_[i] = std::move(reports[i].note);
  }
  if (!other_notes) return;
  saved_ = 0;  // The step that follows writes them.
  push(core::event::Tick{});
  note_change();
}

void PodRunner::note_change() {
  resource_version_ = box_.next_resource_version();
  callbacks_.changed(*this);
}

std::optional<core::Time> PodRunner::deadline() const {
  if (!has_begun()) return std::nullopt;
  std::optional<core::Time> next = core::next_deadline(state_, policy_);
  for (const std::optional<core::Time>& again : {save_again_, resize_.again}) {
    if (again && (!next || *again < *next)) next = again;
  }
  return next;
}

bool PodRunner::gone() const { return has_begun() ? core::is_gone(state_) : stop_requested_; }

bool PodRunner::holds_resources() const {
  const core::PodPhase phase = core::pod_phase(state_, policy_);
  return !gone() && !rejection_ && phase != core::PodPhase::Succeeded && phase != core::PodPhase::Failed;
}

void PodRunner::run() {
  while (!queue_.empty()) {
    std::swap(queue_, taken_);
    for (const core::Event& event : taken_) {
      if (!has_begun()) continue;
      actions_.clear();
      const bool failure = core::is_failure(state_, policy_, event);
      stepped_ = true;
      core::step(state_, policy_, event, box_.now(), actions_);
      box_.stepped(state_, policy_, event, actions_);
      if (std::holds_alternative<core::event::SandboxLost>(event)) lose_sandbox();
      if (failure) escalate();
      keep_record();  // Before the actions: a new agent must know of a launch that it may find.
      if (std::exchange(resize_.room_due, false)) make_room();
      for (std::size_t i = 0; i < actions_.size(); ++i) perform(actions_[i]);
    }
    taken_.clear();
  }
  if (resize_.running) finish_resize();
  const std::uint64_t now = fingerprint(state_) ^ static_cast<std::uint64_t>(deletion_requested_.value_or(0));
  if (now == shown_) return;
  shown_ = now;
  note_change();
}

// The record that follows keeps the count.
void PodRunner::escalate() {
  const std::optional<config::EscalationCounts> counts = config::escalation_counts(pod_.metadata.annotations);
  if (!counts) return;
  switch (core::note_failure(escalation_, {counts->pod, counts->reboot}, box_.now())) {
    case core::Escalation::None:
      return;
    case core::Escalation::RestartPod:
      if (state_.end != core::PodEnd::None) return;
      record_pod_event("Warning", "Escalated",
                       "Restarting the whole pod after " + std::to_string(counts->pod) + " failures of its containers");
      return push(core::event::PodRestartRequested{});
    case core::Escalation::Reboot:
      break;
  }
  const std::string restarts = std::to_string(counts->reboot) + " restarts of the whole pod did not help";
  const std::string failures = std::to_string(counts->reboot) + " failures of its containers";
  callbacks_.wants_reboot(*this, counts->pod > 0 ? restarts : failures);
}

void PodRunner::lose_sandbox() {
  for (Slot& slot : slots_) clear(slot);
  sandbox_->lose();
}

// Without a record nothing is begun, and of what has ended nothing is forgotten: a new agent would go on from the
// older one.
void PodRunner::keep_record() {
  const std::uint64_t now = fingerprint(state_);
  if (now != saved_ && !save()) {
    save_again_ = box_.now() + kSaveAgain;
    return;
  }
  saved_ = now;
  save_again_.reset();
  for (core::ContainerIndex i = 0; i < slots_.size(); ++i) {
    Slot& slot = slots_[i];
    if (slot.run && slot.run->ended() && (slot.run->launch() != state_.containers[i].launch || !is_alive(i)))
      clear(slot);
  }
  if (std::exchange(removal_waits_, false)) remove_sandbox();
}

bool PodRunner::is_alive(core::ContainerIndex index) const {
  const core::ContainerPhase phase = state_.containers[index].phase;
  return phase != core::ContainerPhase::Waiting && phase != core::ContainerPhase::Finished;
}

void PodRunner::remove_sandbox() {
  for (Slot& slot : slots_) clear(slot);
  sandbox_->remove();
  push(core::event::SandboxRemoved{});
}

void PodRunner::clear(Slot& slot) {
  slot.probes = {};
  slot.hooks = {};
  slot.run.reset();
}

void PodRunner::perform(const core::Action& action) {
  std::visit(Overloaded{
                 [this](const core::action::CreateSandbox&) { create_sandbox(); },
                 [this](const core::action::EndSandbox&) { push(core::event::SandboxLost{}); },  // Which loses it.
                 [this](const core::action::RemoveSandbox&) {
                   removal_waits_ = save_again_ && !deletion_requested_;
                   if (removal_waits_) return;
                   // An older record would bring it back.
                   if (save_again_) forget_deleted();
                   remove_sandbox();
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
                 [this](const core::action::ResizeContainer& resize) { resize_container(resize); },
                 [this](const core::action::Notice& told) { tell(told); },
             },
             action);
}

ContainerRun* PodRunner::run_of(core::ContainerIndex index, core::LaunchNumber launch) {
  ContainerRun* run = slots_[index].run.get();
  return run != nullptr && run->launch() == launch ? run : nullptr;
}

void PodRunner::create_sandbox() {
  if (sandbox_->created()) return;  // Asked again after an adoption: it is there.
  if (!save_again_) return sandbox_->create(state_.sandbox_attempt);
  sandbox_failure_ = kNoRecord;
  push(core::event::SandboxFailed{});
}

void PodRunner::start_container(core::ContainerIndex index, core::LaunchNumber launch) {
  if (run_of(index, launch) != nullptr) return;  // As above.
  Slot& slot = slots_[index];
  if (save_again_) {
    slot.detail.waiting_message = kNoRecord;
    return push(core::event::StartFailed{index, launch, core::StartFailure::CreateContainerError, 0});
  }
  clear(slot);
  slot.detail.last_container_id = std::move(slot.detail.container_id);
  slot.detail.last_message = std::move(slot.detail.message);
  slot.detail.container_id = container_id(pod_.metadata.uid, container_at(pod_.spec, index).name, launch);
  slot.detail.message.clear();
  slot.detail.waiting_message.clear();
  slot.detail.resources = container_at(pod_.spec, index).resources;
  slot.run = make_run(index, launch);
  slot.run->start(container_at(pod_.spec, index).image);
}

std::unique_ptr<ContainerRun> PodRunner::make_run(core::ContainerIndex index, core::LaunchNumber launch) {
  ContainerDetail& detail = slots_[index].detail;
  return std::make_unique<ContainerRun>(
      *this, verbs_->container(index, launch, state_.containers[index].restart_count, detail), index, launch, detail);
}

void PodRunner::run_hook(const core::action::RunHook& action) {
  ContainerRun* run = run_of(action.container, action.launch);
  if (run == nullptr) return push(core::event::HookDone{action.container, action.launch, action.hook, false});
  auto& hook = slots_[action.container].hooks[index_of(action.hook)];
  hook = run->verbs().hook(action.hook);
  hook->run();
}

void PodRunner::run_probe(const core::action::RunProbe& action) {
  ContainerRun* run = run_of(action.container, action.launch);
  if (run == nullptr) {
    return push(core::event::ProbeDone{action.container, action.launch, action.probe, core::ProbeOutcome::Error});
  }
  auto& probe = slots_[action.container].probes[index_of(action.probe)];
  if (!probe) probe = run->verbs().probe(action.probe);
  probe->run();
}

void PodRunner::tell(const core::action::Notice& told) {
  NoticeDetail detail;
  detail.pod = pod_.metadata.name;
  detail.namespace_ = pod_.metadata.namespace_;
  detail.uid = pod_.metadata.uid;
  detail.output = told.reason == core::NoticeReason::Evicted ? state_.stop_message : sandbox_failure_;
  if (told.container) {
    const Slot& slot = slots_[*told.container];
    detail.container = container_at(pod_.spec, *told.container).name;
    detail.will_restart = core::restarts_after_probe(policy_, policy_.containers[*told.container]);
    detail.output = slot.detail.waiting_message;
    if (told.reason == core::NoticeReason::Unhealthy || told.reason == core::NoticeReason::ProbeWarning) {
      const auto& probe = slot.probes[index_of(told.probe)];
      detail.output = probe ? probe->text() : std::string_view();
      if (probe) detail.broken_state = probe->broken_state();
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
  box_.record_event(event);
}

void PodRunner::forget() { verbs_->forget(); }

void PodRunner::forget_deleted() {
  callbacks_.deleted(*this);
  forget();
}

void PodRunner::remove_logs() {
  std::vector<ContainerDetail> details;
  for (const Slot& slot : slots_) details.push_back(slot.detail);
  verbs_->remove_logs(details);
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
