// What the API shows of a pod: the status that core derives, with the details and messages kept here.

#include "firmware-agent/runtime/event_text.h"
#include "firmware-agent/runtime/pod_runner.h"
#include "firmware-agent/runtime/static_pod.h"

namespace peapod::runtime {

static core::Condition& scheduled(core::PodStatus& status) {
  return status.conditions[static_cast<std::size_t>(core::ConditionType::PodScheduled)];
}

// As a pod that no node has taken yet: only that is said of it.
static void show_hold(const Hold& hold, core::PodStatus& status) {
  scheduled(status).is_true = false;
  scheduled(status).reason = kWaitingForPods;
  scheduled(status).message = hold.message;
}

// kubelet 1.36 kubelet.go rejectPod.
static void show_rejection(const Rejection& rejection, PodView& view) {
  view.status.phase = core::PodPhase::Failed;
  view.status.reason = rejection.reason;
  view.message = "Pod was rejected: " + rejection.message;
}

OrderedPod PodRunner::ordered() const {
  const config::ObjectMeta& metadata = pod_.metadata;
  OrderedPod ordered;
  ordered.namespace_ = metadata.namespace_;
  ordered.name = metadata.name;
  ordered.manifest_name = origin_.from_file ? manifest_name(pod_) : ordered.name;
  ordered.waits = hold_.has_value();
  ordered.deleting = deleting();
  ordered.ready = has_begun() && state_.conditions[static_cast<std::size_t>(core::ConditionType::Ready)].is_true;
  ordered.phase = rejection_ ? core::PodPhase::Failed : core::pod_phase(state_, policy_);
  if (ordered.waits) ordered.after = config::awaited_pods(metadata.annotations);
  return ordered;
}

PodView PodRunner::view() const {
  PodView view{wanted_pod(), policy_, core::derive_status(state_, policy_, box_.now())};
  view.has_begun = has_begun();
  for (core::Condition& condition : view.status.conditions) condition.is_shown = condition.is_shown && has_begun();
  scheduled(view.status).is_shown = true;
  if (rejection_) show_rejection(*rejection_, view);
  if (hold_) show_hold(*hold_, view.status);
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    ContainerDetail detail = slots_[i].detail;
    const core::ContainerStatus& status = view.status.containers[i];
    if (status.kind == core::ContainerStatus::Kind::Waiting && status.backoff > 0) {
      NoticeDetail names;
      names.pod = pod_.metadata.name;
      names.namespace_ = pod_.metadata.namespace_;
      names.uid = pod_.metadata.uid;
      names.container = container_at(pod_.spec, static_cast<core::ContainerIndex>(i)).name;
      const bool crashed = status.waiting_reason == "CrashLoopBackOff";
      if (crashed) detail.waiting_message = backoff_waiting_message(status.backoff, names);
    } else if (status.kind == core::ContainerStatus::Kind::Waiting && !state_.containers[i].start_failure) {
      detail.waiting_message.clear();
    }
    if (status.kind == core::ContainerStatus::Kind::Waiting && state_.restarting_all) {
      detail.waiting_message = kRestartingAllMessage;
    }
    // While it waits for its restart, the newest end is lastState.
    if (status.kind == core::ContainerStatus::Kind::Waiting && status.last && detail.last_container_id.empty()) {
      detail.last_container_id = detail.container_id;
    }
    if (status.kind == core::ContainerStatus::Kind::Waiting && status.last) detail.last_message = detail.message;
    view.containers.push_back(std::move(detail));
  }
  view.created = origin_.created;
  view.deletion_requested = deletion_requested_;
  view.deletion_grace_seconds = deletion_grace_seconds_;
  view.resource_version = resource_version_;
  view.from_file = origin_.from_file;
  view.gate_notes = gate_notes_;
  view.log_directory = verbs_->log_directory();
  show_resize(view);
  return view;
}

}  // namespace peapod::runtime
