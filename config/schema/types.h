#pragma once

// The Types of all structs of a Pod. Each is defined beside its rows, in the file named here.

#include "config/pod_spec.h"
#include "config/schema/member.h"

namespace peapod::config::schema {

// What a mapping is read and printed by.
void read_object_value(const Field& field, const Type& type, const Row& row, void* out);
void write_object_value(JsonWriter& json, const Type& type, const void* value);
bool is_object_empty(const Type& type, const void* value);

// An object's Type from its rows; `finish` may be null.
constexpr Type object_type(Words name, std::span<const Row> rows,
                           void (*finish)(const Field& field, void* object) = nullptr, bool chooses = false) {
  return {.name = name,
          .shape = Type::Shape::Object,
          .read = read_object_value,
          .write = write_object_value,
          .empty = is_object_empty,
          .rows = rows,
          .finish = finish,
          .chooses = chooses};
}

void read_choice(const Field& field, const Type& type, const Row& row, void* out);
void write_choice(JsonWriter& json, const Type& type, const void* value);
bool is_choice_empty(const Type& type, const void* value);

constexpr Type choice_type(Words name, std::span<const Choice> choices) {
  return {.name = name,
          .shape = Type::Shape::Choice,
          .read = read_choice,
          .write = write_choice,
          .empty = is_choice_empty,
          .choices = choices};
}

template <class E>
constexpr Choice choice(const char* name, E value, const char* refusal = nullptr) {
  static_assert(sizeof(E) == 1);
  return {name, static_cast<std::uint8_t>(value), refusal};
}

// object_meta.cpp
template <>
const Type TypeOf<ObjectMeta>::value;
extern const Type kLabels;       // Of Labels: keys and values as Kubernetes allows them.
extern const Type kAnnotations;  // Of Labels: keys only.

// resources.cpp
template <>
const Type TypeOf<Quantity>::value;  // Bytes.
extern const Type kThousandths;      // Of Quantity: as amounts of cpu.
template <>
const Type TypeOf<ResourceList>::value;
template <>
const Type TypeOf<ResourceRequirements>::value;
extern const Type kPodResources;  // Of ResourceRequirements: of a whole pod.
template <>
const Type TypeOf<ResizeRestartPolicy>::value;
template <>
const Type TypeOf<ContainerResizePolicy>::value;

// env.cpp
template <>
const Type TypeOf<ObjectFieldSelector>::value;  // Of a variable.
extern const Type kVolumeFieldSelector;         // Of ObjectFieldSelector: of a file in a volume.
template <>
const Type TypeOf<ResourceFieldSelector>::value;
template <>
const Type TypeOf<KeySelector>::value;  // Of a ConfigMap.
extern const Type kSecretKeySelector;   // Of KeySelector.
template <>
const Type TypeOf<FileKeySelector>::value;
template <>
const Type TypeOf<EnvVarSource>::value;
template <>
const Type TypeOf<EnvVar>::value;
template <>
const Type TypeOf<EnvSourceRef>::value;  // A ConfigMap.
extern const Type kSecretEnvSource;      // Of EnvSourceRef.
template <>
const Type TypeOf<EnvFromSource>::value;

// handler.cpp
template <>
const Type TypeOf<PortRef>::value;
template <>
const Type TypeOf<UriScheme>::value;
template <>
const Type TypeOf<HttpHeader>::value;
template <>
const Type TypeOf<ExecAction>::value;
template <>
const Type TypeOf<HttpGetAction>::value;
template <>
const Type TypeOf<TcpSocketAction>::value;
template <>
const Type TypeOf<GrpcAction>::value;
template <>
const Type TypeOf<SleepAction>::value;

// probe.cpp
template <>
const Type TypeOf<Probe>::value;
template <>
const Type TypeOf<Handler>::value;  // As a hook.
template <>
const Type TypeOf<Lifecycle>::value;

// security_context.cpp
template <>
const Type TypeOf<Capabilities>::value;
template <>
const Type TypeOf<SeLinuxOptions>::value;
template <>
const Type TypeOf<ProfileType>::value;
template <>
const Type TypeOf<Profile>::value;   // A seccomp profile.
extern const Type kAppArmorProfile;  // Of Profile.
template <>
const Type TypeOf<ProcMount>::value;
template <>
const Type TypeOf<SecurityContext>::value;
template <>
const Type TypeOf<Sysctl>::value;
template <>
const Type TypeOf<SupplementalGroupsPolicy>::value;
template <>
const Type TypeOf<FsGroupChangePolicy>::value;
template <>
const Type TypeOf<SeLinuxChangePolicy>::value;
template <>
const Type TypeOf<PodSecurityContext>::value;

// volume.cpp
template <>
const Type TypeOf<StorageMedium>::value;
template <>
const Type TypeOf<EmptyDir>::value;
template <>
const Type TypeOf<HostPathType>::value;
template <>
const Type TypeOf<HostPath>::value;
template <>
const Type TypeOf<Volume>::value;
template <>
const Type TypeOf<RecursiveReadOnly>::value;
template <>
const Type TypeOf<MountPropagation>::value;
template <>
const Type TypeOf<VolumeMount>::value;

// object_volume.cpp
template <>
const Type TypeOf<KeyToPath>::value;
template <>
const Type TypeOf<ObjectVolume>::value;  // A ConfigMap.
extern const Type kSecretVolume;         // Of ObjectVolume.
extern const Type kObjectProjection;     // Of ObjectVolume.
template <>
const Type TypeOf<DownwardApiFile>::value;
template <>
const Type TypeOf<DownwardApiVolume>::value;
extern const Type kDownwardApiProjection;  // Of DownwardApiVolume.
template <>
const Type TypeOf<ServiceAccountTokenProjection>::value;
template <>
const Type TypeOf<VolumeProjection>::value;
template <>
const Type TypeOf<ProjectedVolume>::value;
template <>
const Type TypeOf<PersistentVolumeClaimVolume>::value;
template <>
const Type TypeOf<NfsVolume>::value;

// container.cpp
template <>
const Type TypeOf<Protocol>::value;
template <>
const Type TypeOf<ContainerPort>::value;
template <>
const Type TypeOf<PullPolicy>::value;
template <>
const Type TypeOf<RestartPolicy>::value;
template <>
const Type TypeOf<TerminationMessagePolicy>::value;
template <>
const Type TypeOf<RestartRuleAction>::value;
template <>
const Type TypeOf<ExitCodesOperator>::value;
template <>
const Type TypeOf<RestartRule>::value;
template <>
const Type TypeOf<Container>::value;

// scheduling.cpp
template <>
const Type TypeOf<SelectorRequirement>::value;  // Of nodes.
extern const Type kLabelRequirement;            // Of SelectorRequirement: of pods.
extern const Type kLabelRequirements;           // Of std::vector<SelectorRequirement>: the same.
template <>
const Type TypeOf<LabelSelector>::value;
template <>
const Type TypeOf<NodeSelectorTerm>::value;
template <>
const Type TypeOf<NodeSelector>::value;
template <>
const Type TypeOf<PreferredNode>::value;
template <>
const Type TypeOf<NodeAffinity>::value;
template <>
const Type TypeOf<PodAffinityTerm>::value;
template <>
const Type TypeOf<WeightedPodAffinityTerm>::value;
template <>
const Type TypeOf<PodAffinity>::value;
template <>
const Type TypeOf<Affinity>::value;
template <>
const Type TypeOf<Toleration>::value;
template <>
const Type TypeOf<TopologySpreadConstraint>::value;

// pod_spec.cpp
template <>
const Type TypeOf<DnsPolicy>::value;
template <>
const Type TypeOf<HostAlias>::value;
template <>
const Type TypeOf<DnsOption>::value;
template <>
const Type TypeOf<DnsConfig>::value;
template <>
const Type TypeOf<LocalObjectReference>::value;
template <>
const Type TypeOf<ReadinessGate>::value;
template <>
const Type TypeOf<PodOs>::value;
template <>
const Type TypeOf<PreemptionPolicy>::value;
template <>
const Type TypeOf<PodSpec>::value;
template <>
const Type TypeOf<Pod>::value;

// status.cpp, event.cpp: only described, as the agent writes them.
extern const Type kPodStatus;
extern const Type kEvent;

// cluster_volume.cpp, cluster_placement.cpp: only described, as they are refused.
extern const Type kImageVolume;
extern const Type kCsiVolume;
extern const Type kEphemeralVolume;
extern const Type kTrustBundleProjection;
extern const Type kCertificateProjection;
extern const Type kVolumeDevices;    // A list.
extern const Type kSchedulingGates;  // A list.
extern const Type kSchedulingGroup;
extern const Type kPodResourceClaims;  // A list.
extern const Type kResourceClaims;     // A list.
extern const Type kWindowsOptions;

// container.cpp: only described, as it is no part of a manifest.
extern const Type kEphemeralContainers;  // A list.

}  // namespace peapod::config::schema
