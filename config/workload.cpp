#include "config/workload.h"

#include <algorithm>
#include <array>
#include <utility>

#include "config/rules.h"
#include "config/selector.h"

namespace peapod::config {
namespace {

// apps/validation: ValidatePodTemplateSpecForReplicaSet.
void check_selector(const Field& spec, const WorkloadSpec& workload) {
  if (!workload.selector) return;
  const LabelSelector& selector = *workload.selector;
  if (selector.match_labels.empty() && selector.match_expressions.empty()) {
    spec.member("selector").invalid("empty selector is invalid");
  } else if (!selects(selector, workload.pod_template.labels)) {
    const Field metadata = spec.member("template").member("metadata");
    (metadata.present() ? metadata.member("labels") : metadata).invalid("`selector` does not match template `labels`");
  }
}

void check_always_restarts(const Field& pod, const PodSpec& spec) {
  static constexpr std::array<std::string_view, 1> kAlways = {"Always"};
  if (spec.restart_policy != RestartPolicy::Always) pod.member("restartPolicy").not_supported(kAlways);
  if (spec.active_deadline_seconds) {
    pod.member("activeDeadlineSeconds").forbidden("activeDeadlineSeconds in ReplicaSet is not Supported");
  }
}

// batch/validation: a Job's pod has an end.
void check_ends(const Field& pod, const PodSpec& spec) {
  static constexpr std::array<std::string_view, 2> kEnding = {"Never", "OnFailure"};
  const Field policy = pod.member("restartPolicy");
  if (spec.restart_policy != RestartPolicy::Always || !pod.is_mapping()) return;
  policy.present() ? policy.not_supported(kEnding) : policy.required(R"(valid values: "OnFailure", "Never")");
}

void note_surplus(const Field& number, std::int32_t value) {
  if (value > 1) number.note("has no effect: one box runs one of them");
}

}  // namespace

void check_workload(const Field& field, WorkloadKind kind, Workload& workload) {
  const Field spec = field.member("spec");
  const Field pod = spec.member("template").member("spec");
  PodSpec& pod_spec = workload.spec.pod_template.spec;
  if (pod.present()) check_pod_spec(pod, pod_spec);
  if (!pod_spec.ephemeral_containers.empty()) {
    pod.member("ephemeralContainers").forbidden("ephemeral containers not allowed in pod template");
  }
  if (kind == WorkloadKind::Job) {
    check_ends(pod, pod_spec);
    note_surplus(spec.member("parallelism"), workload.spec.parallelism);
  } else {
    check_selector(spec, workload.spec);
    check_always_restarts(pod, pod_spec);
    note_surplus(spec.member("replicas"), workload.spec.replicas);
  }
}

std::optional<Pod> pod_of(WorkloadKind kind, Workload&& workload) {
  WorkloadSpec& spec = workload.spec;
  if (spec.replicas == 0 || spec.parallelism == 0 || spec.suspend) return std::nullopt;
  PodSpec& pod = spec.pod_template.spec;
  if (spec.active_deadline_seconds) {
    pod.active_deadline_seconds =
        std::min(*spec.active_deadline_seconds, pod.active_deadline_seconds.value_or(INT64_MAX));
  }
  ObjectMeta metadata;
  metadata.name = std::move(workload.metadata.name);
  if (kind == WorkloadKind::StatefulSet) metadata.name += "-0";  // Its first replica, as peers know it.
  metadata.namespace_ = std::move(workload.metadata.namespace_);
  metadata.labels = std::move(spec.pod_template.labels);
  metadata.annotations = std::move(spec.pod_template.annotations);
  return Pod{std::move(metadata), std::move(pod)};
}

}  // namespace peapod::config
