#include "config/kinds.h"

#include <utility>

#include "config/pod_annotations.h"
#include "config/rules.h"
#include "config/schema/kinds.h"
#include "config/workload.h"

namespace peapod::config {
namespace {

using schema::TypeOf;

Found::Name name_of(const Field& object, std::string_view kind, const ObjectMeta& metadata) {
  return {kind, metadata.namespace_, metadata.name, object.member("metadata").member("name")};
}

void take_pod(const Field& object, const Kind& kind, Found& out) {
  Pod& pod = out.loaded.pods.emplace_back();
  schema::read_object(object, kind.type, &pod);
  const Field spec = object.member("spec");
  if (spec.present()) check_pod_spec(spec, pod.spec);
  if (out.accept != Accept::PodAsItIs && !pod.spec.ephemeral_containers.empty()) {
    spec.member("ephemeralContainers").forbidden("cannot be set on create: kubectl debug adds them to a running pod");
  }
  out.names.push_back(name_of(object, kind.name, pod.metadata));
}

#ifdef PEAPOD_NO_KINDS
constexpr Kind kKinds[] = {{"Pod", "v1", TypeOf<Pod>::value, "Containers that run together on this box.", take_pod}};
#else
void note_own_annotations(const Field& object) {
  const Field annotations = object.member("metadata").member("annotations");
  for (const std::string_view key : own_annotations()) {
    if (!annotations.is_mapping() || !annotations.member(key).present()) continue;
    annotations.member(key).note("has no effect here: it belongs to the metadata of a pod");
  }
}

template <WorkloadKind workload_kind>
void take_workload(const Field& object, const Kind& kind, Found& out) {
  Workload workload;
  schema::read_object(object, kind.type, &workload);
  check_workload(object, workload_kind, workload);
  note_own_annotations(object);
  std::optional<Pod> pod = pod_of(workload_kind, std::move(workload));
  if (!pod) return object.member("kind").note("has no effect: it asks for no pod");
  out.names.push_back(name_of(object, "Pod", pod->metadata));
  out.names.back().of_workload = true;
  out.loaded.pods.push_back(*std::move(pod));
}

// No pod can name one yet: the fields that do are refused.
constexpr const char* kUnused = "has no effect yet: it is checked, but pods cannot use it so far";

void take_config_map(const Field& object, const Kind& kind, Found& out) {
  ConfigMap& map = out.loaded.config_maps.emplace_back();
  schema::read_object(object, kind.type, &map);
  note_own_annotations(object);
  object.member("kind").note(kUnused);
  out.names.push_back(name_of(object, kind.name, map.metadata));
}

void take_secret(const Field& object, const Kind& kind, Found& out) {
  Secret& secret = out.loaded.secrets.emplace_back();
  schema::read_object(object, kind.type, &secret);
  note_own_annotations(object);
  object.member("kind").note(kUnused);
  out.names.push_back(name_of(object, kind.name, secret.metadata));
}

void check_only(const Field& object, const Kind& kind, Found& out, std::string_view note) {
  ObjectMeta metadata;
  schema::read_object(object, kind.type, &metadata);
  note_own_annotations(object);
  object.member("kind").note(note);
  out.names.push_back(name_of(object, kind.name, metadata));
}

void take_namespace(const Field& object, const Kind& kind, Found& out) {
  check_only(object, kind, out, "has no effect: a namespace is there as soon as a pod names it");
}

void take_service_account(const Field& object, const Kind& kind, Found& out) {
  check_only(object, kind, out, "has no effect: no tokens are issued on one box");
}

constexpr Kind kKinds[] = {
    {"ConfigMap", "v1", schema::kConfigMap, "Texts and bytes for pods.", take_config_map},
    {"DaemonSet", "apps/v1", schema::kDaemonSet, "A pod on every node: this box runs it.",
     take_workload<WorkloadKind::DaemonSet>},
    {"Deployment", "apps/v1", schema::kDeployment, "Equal pods that are replaced step by step: this box runs one.",
     take_workload<WorkloadKind::Deployment>},
    {"Job", "batch/v1", schema::kJob, "A pod that runs to its end.", take_workload<WorkloadKind::Job>},
    {"Namespace", "v1", schema::kNamespace, "A scope of names.", take_namespace},
    {"Pod", "v1", TypeOf<Pod>::value, "Containers that run together on this box.", take_pod},
    {"ReplicaSet", "apps/v1", schema::kReplicaSet, "Equal pods: this box runs one.",
     take_workload<WorkloadKind::ReplicaSet>},
    {"Secret", "v1", schema::kSecret, "Bytes for pods that are nobody else's business.", take_secret},
    {"ServiceAccount", "v1", schema::kServiceAccount, "An account of pods with the API.", take_service_account},
    {"StatefulSet", "apps/v1", schema::kStatefulSet, "Numbered pods: this box runs number 0.",
     take_workload<WorkloadKind::StatefulSet>},
};
#endif

struct Refusal {
  std::string_view kind;
  std::string_view reason;
};

constexpr std::string_view kCluster = "is not supported: it needs a cluster";
constexpr std::string_view kTemplate = "is not supported: write a Deployment, or the Pod of its template";
constexpr std::string_view kNoServices = "is not supported: there are no Services on one box";
constexpr std::string_view kNoAccess = "is not supported: the API of one box has no accounts";
#ifdef PEAPOD_NO_KINDS
constexpr std::string_view kPodsAlone = "is not supported: this peapod was built for pods alone (PEAPOD_KINDS)";
constexpr std::string_view kPodInstead =
    "is not supported: this peapod was built for pods alone (PEAPOD_KINDS): write the Pod of its template";
#endif
constexpr Refusal kRefusals[] = {
#ifdef PEAPOD_NO_KINDS
    {"ConfigMap", kPodsAlone},
    {"DaemonSet", kPodInstead},
    {"Deployment", kPodInstead},
    {"Job", kPodInstead},
    {"Namespace", kPodsAlone},
    {"ReplicaSet", kPodInstead},
    {"Secret", kPodsAlone},
    {"ServiceAccount", kPodsAlone},
    {"StatefulSet", kPodInstead},
#endif
    {"ReplicationController", kTemplate},
    {"PodTemplate", kTemplate},
    {"CronJob",
     "is not supported: no controller here starts pods by a clock; let cron of the box apply a Job "
     "(peapod delete -f job.yaml; peapod apply -f job.yaml)"},
    {"PersistentVolumeClaim", "is not supported yet: use a volume of type hostPath"},
    {"PersistentVolume", "is not supported: use a volume of type hostPath"},
    {"StorageClass", kCluster},
    {"HorizontalPodAutoscaler", kCluster},
    {"PodDisruptionBudget", kCluster},
    {"PriorityClass", kCluster},
    {"CustomResourceDefinition", kCluster},
    {"Service", kNoServices},
    {"Ingress", kNoServices},
    {"Endpoints", kNoServices},
    {"NetworkPolicy", "is not supported: it comes with pod networking"},
    {"Role", kNoAccess},
    {"RoleBinding", kNoAccess},
    {"ClusterRole", kNoAccess},
    {"ClusterRoleBinding", kNoAccess},
    {"Node", "is not supported: the agent describes its own node"},
    {"AgentConfig", "is no manifest: it stands in agent.yaml, and peapod config shows what is in effect"},
    {"KubeletConfiguration", "is no manifest: the agent's settings are kind AgentConfig in agent.yaml"},
    {"EphemeralContainers",
     "is gone since Kubernetes 1.22: PATCH the Pod at its subresource ephemeralcontainers instead (kubectl "
     "debug does)"},
};

}  // namespace

std::span<const Kind> all_kinds() { return kKinds; }

const Kind* find_kind(std::string_view name) {
  for (const Kind& kind : kKinds) {
    if (kind.name == name) return &kind;
  }
  return nullptr;
}

std::string_view refusal_of_kind(std::string_view kind) {
  for (const Refusal& refusal : kRefusals) {
    if (refusal.kind == kind) return refusal.reason;
  }
  return {};
}

}  // namespace peapod::config
