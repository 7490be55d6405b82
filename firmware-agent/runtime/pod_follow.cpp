// How a pod that runs follows its manifest: other labels, annotations, images and another deadline at once, other
// resources when the box has granted them.

#include <algorithm>
#include <cctype>
#include <utility>

#include "config/pod_json.h"
#include "firmware-agent/core/container_change.h"
#include "firmware-agent/runtime/event_text.h"
#include "firmware-agent/runtime/fnv.h"
#include "firmware-agent/runtime/log_line.h"
#include "firmware-agent/runtime/pod_change.h"
#include "firmware-agent/runtime/pod_runner.h"
#include "firmware-agent/runtime/policy_from_spec.h"
#include "firmware-agent/runtime/static_pod.h"

namespace peapod::runtime {
namespace {

bool same_annotations(config::Labels one, config::Labels other) {
  one.erase(kConfigSeen);  // When a file was read is no difference.
  other.erase(kConfigSeen);
  return one == other;
}

}  // namespace

// What was added to it stays: no manifest has it.
config::PodSpec PodRunner::with_ephemeral(config::PodSpec wanted) const {
  config::PodSpec sent;
  sent.ephemeral_containers = std::exchange(wanted.ephemeral_containers, std::vector(pod_.spec.ephemeral_containers));
  take_ephemeral(wanted, sent);
  return wanted;
}

bool PodRunner::may_become(const config::Pod& wanted) const {
  const config::PodSpec spec = with_ephemeral(wanted.spec);
  if (same_spec(wanted_pod().spec, spec)) return true;
  return holds_resources() && may_follow(pod_.spec, spec);  // What has ended begins anew.
}

void PodRunner::become(const config::Pod& wanted, const std::string& file) {
  const config::PodSpec spec = with_ephemeral(wanted.spec);
  const bool other_spec = !same_spec(wanted_pod().spec, spec);
  const config::ObjectMeta& metadata = pod_.metadata;
  const bool other_metadata =
      metadata.labels != wanted.metadata.labels || !same_annotations(metadata.annotations, wanted.metadata.annotations);
  if (!other_spec && !other_metadata) return;
  origin_.file = file;
  pod_.metadata.labels = wanted.metadata.labels;
  pod_.metadata.annotations = wanted.metadata.annotations;
  if (other_spec) {
    // A new agent is told again of what was not granted yet.
    const std::uint64_t hash = fnv1a_64(config::pod_spec_to_json(spec));
    if (std::exchange(counted_spec_, hash) != hash) origin_.generation += 1;
    take_update(pod_.spec, spec);
    take_ephemeral(pod_.spec, spec);
    replace_policy();
  }
  if (!resources_differ(pod_.spec, spec)) {
    resize_.wanted.reset();
  } else {
    if (!resize_.wanted || other_spec) resize_.wanted_since = box_.now();
    if (other_spec) resize_.answer = {};
    resize_.wanted.emplace(pod_);
    take_resources(resize_.wanted->spec, spec);
  }
  // A pod without a record has not begun, or never will.
  if (saved_ != 0 && !save()) saved_ = 0;
  note_change();
}

void PodRunner::replace_policy() {
  policy_ = policy_from_spec(pod_.spec, box_.backoff_max());
  policy_.generation = origin_.generation;
  core::take_new_containers(state_, policy_);
  fit_containers();
  // The first step takes it as it is.
  if (!stepped_ && !resumed_) state_ = core::make_pod_state(policy_, box_.now());
  if (!stepped_) return;
  queue_.insert(queue_.begin(), core::event::PolicyReplaced{});  // No step with it before this one.
  callbacks_.woken();
}

void PodRunner::answer_resize(ResizeAnswer answer) {
  if (answer.verdict == ResizeVerdict::Accepted) return grant_resize();
  if (answer == resize_.answer) return;
  resize_.answer = std::move(answer);
  const std::string verdict(name(resize_.answer.verdict));
  record_pod_event("Warning", "Resize" + verdict,
                   "Pod resize " + verdict + ": " +
                       resize_summary(resize_.wanted->spec, origin_.generation, resize_.answer.message));
  note_change();
}

void PodRunner::grant_resize() {
  take_resources(pod_.spec, resize_.wanted->spec);
  resize_.wanted.reset();
  if ((stepped_ || resumed_) && state_.end == core::PodEnd::None) {
    if (!std::exchange(resize_.running, true)) resize_.running_since = box_.now();
    resize_.room_due = true;
    resize_.error.clear();
    resize_.again.reset();
    saved_ = 0;  // The step that follows writes the record before anything is done.
    tell_of_resize("Started", {});
  }
  replace_policy();
  note_change();
}

void PodRunner::make_room() {
  const Result<void> made = verbs_->sandbox().make_room(std::exchange(resize_.group_unknown, false));
  if (!made) fail_resize("the pod's cgroup: " + made.error().message());
}

// Why nothing of the pod may be resized now.
std::string PodRunner::resize_obstacle() {
  return memory_in_use(pod_.spec, [this](std::optional<std::size_t> container) -> std::optional<std::int64_t> {
    if (!container) return verbs_->sandbox().memory_usage();
    ContainerRun* const run = slots_[*container].run.get();
    return run != nullptr && run->running() ? run->verbs().memory_usage() : std::nullopt;
  });
}

void PodRunner::resize_container(const core::action::ResizeContainer& action) {
  const config::Container& container = container_at(pod_.spec, action.container);
  ContainerRun* const run = run_of(action.container, action.launch);
  std::string why = run != nullptr ? resize_obstacle() : "container " + container.name + " does not run";
  if (why.empty()) {
    if (Result<void> set = run->verbs().resize(); !set)
      why = "container " + container.name + ": " + set.error().message();
  }
  if (why.empty()) {
    slots_[action.container].detail.resources = container.resources;
  } else {
    fail_resize(why);
  }
  push(core::event::Resized{action.container, action.launch, why.empty()});
}

bool PodRunner::any_container_resizes() const {
  for (core::ContainerIndex i = 0; i < slots_.size(); ++i) {
    const core::ContainerState& container = state_.containers[i];
    const core::Definition& wanted = policy_.containers[i].definition;
    const bool differs = container.definition.cpu != wanted.cpu || container.definition.memory != wanted.memory;
    if (is_alive(i) && (differs || container.resize_pending || container.resize_failed)) return true;
  }
  return false;
}

// The pod's group last, when no container has more any longer than it is to have.
void PodRunner::finish_resize() {
  if (resize_.again && box_.now() < *resize_.again) return;
  resize_.again.reset();
  if (state_.end != core::PodEnd::None) {  // What is left ends with what it has.
    resize_.running = false;
    return;
  }
  if (any_container_resizes()) return;
  std::string why = resize_obstacle();
  if (why.empty()) {
    if (Result<void> fits = verbs_->sandbox().fit(); !fits) why = "the pod's cgroup: " + fits.error().message();
  }
  if (!why.empty()) {
    resize_.again = box_.now() + core::kResizeRetry;
    return fail_resize(why);
  }
  resize_.running = false;
  resize_.error.clear();
  if (!save()) saved_ = 0;
  tell_of_resize("Completed", {});
  note_change();
}

void PodRunner::fail_resize(const std::string& why) {
  if (why == resize_.error) return;
  resize_.error = why;
  log_line("pod %s: resize: %s", pod_.metadata.name.c_str(), why.c_str());
  tell_of_resize("Error", why);
  note_change();
}

// Of the pod as a whole, in kubelet's words: "ResizeStarted", "Pod resize started: ...".
void PodRunner::tell_of_resize(std::string_view what, const std::string& error) {
  std::string words(what);
  words.front() = static_cast<char>(std::tolower(static_cast<unsigned char>(words.front())));
  record_pod_event(error.empty() ? "Normal" : "Warning", "Resize" + std::string(what),
                   "Pod resize " + words + ": " + resize_summary(pod_.spec, origin_.generation, error));
}

void PodRunner::show_resize(PodView& view) const {
  view.granted = &pod_.spec;
  if (resize_.wanted && resize_.answer.verdict != ResizeVerdict::Accepted) {
    view.resize_pending = {std::string(name(resize_.answer.verdict)), resize_.answer.message, resize_.wanted_since};
  }
  if (!resize_.running) return;
  view.resize_in_progress = {resize_.error.empty() ? "" : "Error", resize_.error, resize_.running_since};
}

}  // namespace peapod::runtime
