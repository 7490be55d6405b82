#pragma once

// Manifests whose point is a pod template (apps/v1 Deployment, ReplicaSet, DaemonSet, StatefulSet; batch/v1 Job). No
// controller runs on one box: the template becomes one pod when the manifest is read, and nothing of the rest stays.

#include <cstdint>
#include <optional>
#include <string>

#include "config/field.h"
#include "config/pod_spec.h"

namespace peapod::config {

struct PodTemplate {
  Labels labels;
  Labels annotations;
  PodSpec spec;
};

struct WorkloadSpec {
  std::int32_t replicas = 1;
  std::optional<LabelSelector> selector;
  PodTemplate pod_template;
  // Of Jobs.
  std::int32_t parallelism = 1;
  std::optional<std::int64_t> active_deadline_seconds;
  bool suspend = false;
};

struct Workload {
  ObjectMeta metadata;
  WorkloadSpec spec;
};

enum class WorkloadKind : std::uint8_t { Deployment, ReplicaSet, DaemonSet, StatefulSet, Job };

// What concerns several fields of a workload at once. `field` is the workload.
void check_workload(const Field& field, WorkloadKind kind, Workload& workload);

// The pod of a workload without mistakes; none when it wants no replicas or is suspended.
std::optional<Pod> pod_of(WorkloadKind kind, Workload&& workload);

}  // namespace peapod::config
