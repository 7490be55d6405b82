#include "config/unsupported.h"

namespace peapod::config {
namespace {

constexpr std::string_view kLocalObjects = "is not supported yet: ConfigMaps and Secrets come with local objects";
constexpr std::string_view kClaims = "is not supported yet: PersistentVolumeClaims come with local objects";
constexpr std::string_view kDownward = "is not supported yet: downward API volumes come later";
constexpr std::string_view kImageVolume = "is not supported yet: image volumes come with the image store";
constexpr std::string_view kSubPath = "is not supported yet: subPath comes later, mount the whole volume";
constexpr std::string_view kScheduler = "is not supported: no scheduler chooses a node for one box, use nodeSelector";
constexpr std::string_view kPriority = "is not supported yet: priorities come with eviction";
constexpr std::string_view kDns = "is not supported yet: DNS settings come with pod networking";
constexpr std::string_view kPodNetwork = "is not supported yet: it needs pod networking";
constexpr std::string_view kDra = "is not supported: dynamic resource allocation needs a cluster";
constexpr std::string_view kRestartRules = "is not supported yet: restart rules of one container come later";
constexpr std::string_view kResize = "is not supported yet: resizing a running container comes later";
constexpr std::string_view kBlock = "is not supported: raw block devices need a PersistentVolumeClaim of a cluster";
constexpr std::string_view kSelinux = "is not supported yet: SELinux labels come later";
constexpr std::string_view kAppArmor = "is not supported yet: AppArmor profiles come later";
constexpr std::string_view kWindows = "is not supported: it is for Windows";
constexpr std::string_view kServerSet = "is set by the server: remove it";
constexpr std::string_view kCluster = "is not supported: it needs a cluster";
constexpr std::string_view kHostTools = "is not supported: mount it on the box and use hostPath";
constexpr std::string_view kCloud = "is not supported: it is a disk of a cloud, use hostPath";
constexpr std::string_view kRemoved126 = "was removed from Kubernetes 1.26: mount it on the box and use hostPath";
constexpr std::string_view kRemoved131 = "was removed from Kubernetes 1.31: mount it on the box and use hostPath";
constexpr std::string_view kRemovedDriver = "was removed from Kubernetes: use hostPath";

constexpr Refusal kPod[] = {
    {"status", "is written by the agent, not by a manifest: remove it with all that is below it"},
};

constexpr Refusal kObjectMeta[] = {
    {"generateName", "is not supported yet: give the pod a name"},
    {"ownerReferences", "is not supported yet: nothing owns a pod of one box"},
    {"finalizers", "is not supported yet: no controller here would remove them"},
    {"deletionTimestamp", kServerSet},
    {"deletionGracePeriodSeconds", kServerSet},
};

constexpr Refusal kPodSpec[] = {
    {"ephemeralContainers",
     "may not be in a manifest: ephemeral containers are added to a running pod, through its subresource "
     "ephemeralcontainers, which is not supported yet"},
    {"imagePullSecrets", "is not supported yet: it comes with pulling from registries"},
    {"subdomain", kDns},
    {"affinity", kScheduler},
    {"priorityClassName", kPriority},
    {"priority", kPriority},
    {"dnsConfig", kDns},
    {"readinessGates", "is not supported yet: conditions of others come with the complete API"},
    {"runtimeClassName", "is not supported yet: there is one runtime"},
    {"overhead", "is not supported: it is set from a RuntimeClass"},
    {"schedulingGates", kScheduler},
    {"resourceClaims", kDra},
    {"resources", "is not supported yet: limits of the whole pod come later, set those of its containers"},
    {"hostnameOverride", "is not supported yet: use hostname"},
    {"schedulingGroup", kScheduler},
};

constexpr Refusal kContainer[] = {
    {"envFrom", kLocalObjects},
    {"resizePolicy", kResize},
    {"restartPolicyRules", kRestartRules},
    {"volumeDevices", kBlock},
};

constexpr Refusal kProbe[] = {
    {"grpc", "is not supported yet: gRPC probes come later, use tcpSocket or exec"},
};

constexpr Refusal kLifecycle[] = {
    {"stopSignal", "is not supported yet: the stop signal of the image is used"},
};

constexpr Refusal kLifecycleHandler[] = {
    {"tcpSocket", "is not supported: it is deprecated and Kubernetes never runs it, use exec, httpGet or sleep"},
};

constexpr Refusal kContainerPort[] = {
    {"hostIP", kPodNetwork},
};

constexpr Refusal kEnvVarSource[] = {
    {"resourceFieldRef", "is not supported yet: write the amount as a value"},
    {"configMapKeyRef", kLocalObjects},
    {"secretKeyRef", kLocalObjects},
    {"fileKeyRef", "is not supported yet: variables from files come later"},
};

constexpr Refusal kResourceRequirements[] = {
    {"claims", kDra},
};

constexpr Refusal kSecurityContext[] = {
    {"seLinuxOptions", kSelinux},
    {"windowsOptions", kWindows},
    {"appArmorProfile", kAppArmor},
};

constexpr Refusal kPodSecurityContext[] = {
    {"seLinuxOptions", kSelinux},
    {"windowsOptions", kWindows},
    {"sysctls", "is not supported yet: sysctls come with pod networking"},
    {"appArmorProfile", kAppArmor},
    {"seLinuxChangePolicy", kSelinux},
};

constexpr Refusal kSeccompProfile[] = {
    {"localhostProfile", "is not supported yet: only type Unconfined is"},
};

constexpr Refusal kVolumeMount[] = {
    {"subPath", kSubPath},
    {"subPathExpr", kSubPath},
};

constexpr Refusal kVolume[] = {
    {"configMap", "is not supported yet: ConfigMap volumes come with local objects"},
    {"secret", "is not supported yet: Secret volumes come with local objects"},
    {"downwardAPI", kDownward},
    {"projected", "is not supported yet: projected volumes come with local objects"},
    {"image", kImageVolume},
    {"persistentVolumeClaim", kClaims},
    {"nfs", kHostTools},
    {"ephemeral", kClaims},
    {"csi", kCluster},
    {"iscsi", kHostTools},
    {"fc", kHostTools},
    {"flexVolume", kHostTools},
    {"portworxVolume", kRemovedDriver},
    {"gitRepo", "is not supported: its driver is off in Kubernetes too, clone in an init container"},
    {"glusterfs", kRemoved126},
    {"rbd", kRemoved131},
    {"cephfs", kRemoved131},
    {"gcePersistentDisk", kCloud},
    {"awsElasticBlockStore", kCloud},
    {"cinder", kCloud},
    {"azureFile", kCloud},
    {"azureDisk", kCloud},
    {"vsphereVolume", kCloud},
    {"flocker", kRemovedDriver},
    {"quobyte", kRemovedDriver},
    {"photonPersistentDisk", kRemovedDriver},
    {"scaleIO", kRemovedDriver},
    {"storageos", kRemovedDriver},
};

struct TypeRefusals {
  std::string_view type;
  std::span<const Refusal> fields;
};
constexpr TypeRefusals kTypes[] = {
    {"Pod", kPod},
    {"ObjectMeta", kObjectMeta},
    {"PodSpec", kPodSpec},
    {"Container", kContainer},
    {"Probe", kProbe},
    {"Lifecycle", kLifecycle},
    {"LifecycleHandler", kLifecycleHandler},
    {"ContainerPort", kContainerPort},
    {"EnvVarSource", kEnvVarSource},
    {"ResourceRequirements", kResourceRequirements},
    {"SecurityContext", kSecurityContext},
    {"PodSecurityContext", kPodSecurityContext},
    {"SeccompProfile", kSeccompProfile},
    {"VolumeMount", kVolumeMount},
    {"Volume", kVolume},
};

constexpr std::string_view kTemplate =
    "is not supported: no controller runs here, write the Pod of its template (kind: Pod)";
constexpr std::string_view kObjects = "is not supported yet: it comes with local objects";
constexpr Refusal kKinds[] = {
    {"Deployment", kTemplate},
    {"DaemonSet", kTemplate},
    {"StatefulSet", kTemplate},
    {"ReplicaSet", kTemplate},
    {"ReplicationController", kTemplate},
    {"Job", kTemplate},
    {"CronJob", kTemplate},
    {"PodTemplate", kTemplate},
    {"ConfigMap", kObjects},
    {"Secret", kObjects},
    {"PersistentVolumeClaim", kObjects},
    {"PersistentVolume", kCluster},
    {"Service", "is not supported: there are no Services on one box"},
    {"Ingress", "is not supported: there are no Services on one box"},
    {"Namespace", "is not supported: a namespace is there as soon as a pod names it"},
    {"Node", "is not supported: the agent describes its own node"},
    {"EphemeralContainers",
     "is gone since Kubernetes 1.22: PATCH the Pod at its subresource ephemeralcontainers instead (kubectl "
     "debug does)"},
};

}  // namespace

std::span<const Refusal> refusals_of(std::string_view type) {
  for (const TypeRefusals& entry : kTypes) {
    if (entry.type == type) return entry.fields;
  }
  return {};
}

std::string_view refusal_of_kind(std::string_view kind) {
  for (const Refusal& entry : kKinds) {
    if (entry.field == kind) return entry.reason;
  }
  return {};
}

}  // namespace peapod::config
