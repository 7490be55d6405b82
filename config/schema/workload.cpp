#include "config/workload.h"

#include "config/schema/kinds.h"

namespace peapod::config::schema {
namespace {

constexpr const char* kNamedAfter = "has no effect: the pod is named after its workload";
constexpr Row kTemplateMetaRows[] = {
    {.name = "labels", .member = member_as<kLabels, &PodTemplate::labels>, .text = "Labels of the pod."},
    {.name = "annotations",
     .member = member_as<kAnnotations, &PodTemplate::annotations>,
     .text = "Annotations of the pod."},
    {.name = "name",
     .member = described(kText),
     .text = "Nothing.",
     .verdict = Verdict::NoEffect,
     .reason = kNamedAfter},
    {.name = "generateName",
     .member = described(kText),
     .text = "Nothing.",
     .verdict = Verdict::NoEffect,
     .reason = kNamedAfter},
    {.name = "namespace",
     .member = described(kText),
     .text = "Nothing.",
     .verdict = Verdict::NoEffect,
     .reason = "has no effect: the pod is in the namespace of its workload"},
    {.name = "finalizers",
     .member = described(kTexts),
     .text = "What must be done before the pod is removed.",
     .verdict = Verdict::Refused,
     .reason = "is not supported yet: no controller here would remove them"},
    {.name = "creationTimestamp", .member = described(kText), .text = "When the object was made; written by a server."},
};
constexpr Type kTemplateMeta = object_type("PodTemplateMeta", kTemplateMetaRows);

constexpr Row kTemplateRows[] = {
    {.name = "metadata",
     .member = {.type = &kTemplateMeta, .place = [](void* owner, bool) { return owner; }},
     .text = "Labels and annotations of the pod."},
    {.name = "spec", .member = member<&PodTemplate::spec>, .text = "What the pod is to be.", .required = true},
};

constexpr const char* kOnePod = "has no effect: the one pod of a workload is replaced when its manifest changes";

constexpr Row kSelectorRow = {.name = "selector",
                              .member = member<&WorkloadSpec::selector>,
                              .text = "Labels that select the pods of the workload; those of the template must match.",
                              .required = true};
constexpr Row kTemplateRow = {.name = "template",
                              .member = member_as<kPodTemplate, &WorkloadSpec::pod_template>,
                              .text = "The pod.",
                              .required = true};
constexpr Row kReplicasRow = {.name = "replicas",
                              .member = member<&WorkloadSpec::replicas>,
                              .text = "Number of pods: one box runs one of them, or none for 0.",
                              .default_value = "1",
                              .min = 0};
constexpr Row kMinReadyRow = {.name = "minReadySeconds",
                              .member = described(kNumber),
                              .text = "Seconds a new pod must be ready before the next one is replaced.",
                              .verdict = Verdict::NoEffect,
                              .reason = kOnePod};
constexpr Row kHistoryRow = {.name = "revisionHistoryLimit",
                             .member = described(kNumber),
                             .text = "Number of old versions to keep.",
                             .verdict = Verdict::NoEffect,
                             .reason = "has no effect: no old versions are kept"};

constexpr Row kRollingRows[] = {
    {.name = "maxUnavailable",
     .member = described(kText),
     .text = "How many pods may be missing, a number or a percentage."},
    {.name = "maxSurge",
     .member = described(kText),
     .text = "How many pods may be there beside them, a number or a percentage."},
    {.name = "partition", .member = described(kNumber), .text = "Ordinal from which on pods are replaced."},
};
constexpr Type kRolling = object_type("RollingUpdate", kRollingRows);

constexpr Row kStrategyRows[] = {
    {.name = "type", .member = described(kText), .text = "How pods are replaced."},
    {.name = "rollingUpdate", .member = checked(kRolling), .text = "In which steps."},
};
constexpr Type kStrategy = object_type("UpdateStrategy", kStrategyRows);
constexpr Row strategy_row(const char* name) {
  return {.name = name,
          .member = checked(kStrategy),
          .text = "How pods are replaced by those of a new version.",
          .verdict = Verdict::NoEffect,
          .reason = kOnePod};
}

constexpr Row kDeploymentSpecRows[] = {
    kReplicasRow,
    kSelectorRow,
    kTemplateRow,
    strategy_row("strategy"),
    kMinReadyRow,
    kHistoryRow,
    {.name = "paused",
     .member = described(kTruth),
     .text = "Whether new versions wait.",
     .verdict = Verdict::Refused,
     .reason = "is not supported: what a manifest says is run",
     .only = "false"},
    {.name = "progressDeadlineSeconds",
     .member = described(kNumber),
     .text = "Seconds a new version may take.",
     .verdict = Verdict::NoEffect,
     .reason = kOnePod},
};

constexpr Row kReplicaSetSpecRows[] = {kReplicasRow, kSelectorRow, kTemplateRow, kMinReadyRow};

constexpr Row kDaemonSetSpecRows[] = {kSelectorRow, kTemplateRow, strategy_row("updateStrategy"), kMinReadyRow,
                                      kHistoryRow};

constexpr Row kOrdinalRows[] = {{.name = "start", .member = described(kNumber), .text = "Number of the first pod."}};
constexpr Type kOrdinals = object_type("StatefulSetOrdinals", kOrdinalRows);

constexpr Row kRetentionRows[] = {
    {.name = "whenDeleted", .member = described(kText), .text = "What becomes of claims when the workload is deleted."},
    {.name = "whenScaled", .member = described(kText), .text = "What becomes of claims when there are fewer pods."},
};
constexpr Type kRetention = object_type("StatefulSetPersistentVolumeClaimRetentionPolicy", kRetentionRows);

constexpr Row kStatefulSetSpecRows[] = {
    kReplicasRow,
    kSelectorRow,
    kTemplateRow,
    strategy_row("updateStrategy"),
    kMinReadyRow,
    kHistoryRow,
    {.name = "serviceName",
     .member = described(kText),
     .text = "Service that gives the pods their names.",
     .verdict = Verdict::NoEffect,
     .reason = "has no effect: there are no Services on one box"},
    {.name = "podManagementPolicy",
     .member = described(kText),
     .text = "In which order pods start.",
     .verdict = Verdict::NoEffect,
     .reason = "has no effect: there is one pod"},
    {.name = "volumeClaimTemplates",
     .member = described(kTexts),
     .text = "Claims of each pod.",
     .verdict = Verdict::Refused,
     .reason = "is not supported yet: there are no claims, use a volume of type hostPath"},
    {.name = "persistentVolumeClaimRetentionPolicy",
     .member = checked(kRetention),
     .text = "What becomes of claims.",
     .verdict = Verdict::NoEffect,
     .reason = "has no effect: there are no claims"},
    {.name = "ordinals",
     .member = checked(kOrdinals),
     .text = "Numbers of the pods.",
     .verdict = Verdict::Refused,
     .reason = "is not supported: the one pod has number 0"},
};

constexpr Type kDeploymentSpec = object_type("DeploymentSpec", kDeploymentSpecRows);
constexpr Type kReplicaSetSpec = object_type("ReplicaSetSpec", kReplicaSetSpecRows);
constexpr Type kDaemonSetSpec = object_type("DaemonSetSpec", kDaemonSetSpecRows);
constexpr Type kStatefulSetSpec = object_type("StatefulSetSpec", kStatefulSetSpecRows);

constexpr Row kMetadataRow = {
    .name = "metadata",
    .member = member<&Workload::metadata>,
    .text = "Name, labels and annotations of the workload; its pod has those of the template.",
    .required = true};
constexpr Row kStatusRow = {.name = "status",
                            .member = described(kServerStatus),
                            .text = "What it is; written by a server.",
                            .verdict = Verdict::Refused,
                            .reason = kByServer};

template <const Type& Spec>
constexpr Row kSpecRow = {.name = "spec",
                          .member = member_as<Spec, &Workload::spec>,
                          .text = "What the workload is to be.",
                          .required = true};

constexpr Row kApps = api_version_row("\"apps/v1\".");

constexpr Row kDeploymentRows[] = {kApps, kind_row("\"Deployment\"."), kMetadataRow, kSpecRow<kDeploymentSpec>,
                                   kStatusRow};
constexpr Row kReplicaSetRows[] = {kApps, kind_row("\"ReplicaSet\"."), kMetadataRow, kSpecRow<kReplicaSetSpec>,
                                   kStatusRow};
constexpr Row kDaemonSetRows[] = {kApps, kind_row("\"DaemonSet\"."), kMetadataRow, kSpecRow<kDaemonSetSpec>,
                                  kStatusRow};
constexpr Row kStatefulSetRows[] = {kApps, kind_row("\"StatefulSet\"."), kMetadataRow, kSpecRow<kStatefulSetSpec>,
                                    kStatusRow};

}  // namespace

constinit const Type kPodTemplate = object_type("PodTemplateSpec", kTemplateRows);
constinit const Type kDeployment = object_type("Deployment", kDeploymentRows);
constinit const Type kReplicaSet = object_type("ReplicaSet", kReplicaSetRows);
constinit const Type kDaemonSet = object_type("DaemonSet", kDaemonSetRows);
constinit const Type kStatefulSet = object_type("StatefulSet", kStatefulSetRows);

}  // namespace peapod::config::schema
