// Every field of the API's Pod (k8s.io/api/core/v1 types.go of 1.36), type by type: each must have its row.

#include <gtest/gtest.h>

#include <sstream>

#include "schema_walk.h"

namespace peapod::config::schema {
namespace {

struct Fields {
  const char* type;
  const char* names;  // Separated by blanks.
};

constexpr Fields kFields[] = {
    {"ObjectMeta",
     "name generateName namespace uid resourceVersion generation creationTimestamp deletionTimestamp "
     "deletionGracePeriodSeconds labels annotations ownerReferences finalizers managedFields selfLink"},
    {"PodSpec",
     "volumes initContainers containers ephemeralContainers restartPolicy terminationGracePeriodSeconds "
     "activeDeadlineSeconds dnsPolicy nodeSelector serviceAccountName serviceAccount automountServiceAccountToken "
     "nodeName hostNetwork hostPID hostIPC shareProcessNamespace securityContext imagePullSecrets hostname subdomain "
     "affinity schedulerName tolerations hostAliases priorityClassName priority dnsConfig readinessGates "
     "runtimeClassName enableServiceLinks preemptionPolicy overhead topologySpreadConstraints setHostnameAsFQDN os "
     "hostUsers schedulingGates resourceClaims resources hostnameOverride schedulingGroup"},
    {"Container",
     "name image command args workingDir ports envFrom env resources resizePolicy restartPolicy restartPolicyRules "
     "volumeMounts volumeDevices livenessProbe readinessProbe startupProbe lifecycle terminationMessagePath "
     "terminationMessagePolicy imagePullPolicy securityContext stdin stdinOnce tty"},
    {"EphemeralContainer", "targetContainerName"},
    {"Probe",
     "initialDelaySeconds timeoutSeconds periodSeconds successThreshold failureThreshold terminationGracePeriodSeconds "
     "exec httpGet tcpSocket grpc"},
    {"HTTPGetAction", "path port host scheme httpHeaders"},
    {"HTTPHeader", "name value"},
    {"TCPSocketAction", "port host"},
    {"GRPCAction", "port service"},
    {"ExecAction", "command"},
    {"SleepAction", "seconds"},
    {"Lifecycle", "postStart preStop stopSignal"},
    {"LifecycleHandler", "exec httpGet tcpSocket sleep"},
    {"ContainerPort", "name hostPort containerPort protocol hostIP"},
    {"EnvVar", "name value valueFrom"},
    {"EnvVarSource", "fieldRef resourceFieldRef configMapKeyRef secretKeyRef fileKeyRef"},
    {"FileKeySelector", "volumeName path key optional"},
    {"ObjectFieldSelector", "apiVersion fieldPath"},
    {"ResourceFieldSelector", "containerName resource divisor"},
    {"ConfigMapKeySelector", "name key optional"},
    {"SecretKeySelector", "name key optional"},
    {"EnvFromSource", "prefix configMapRef secretRef"},
    {"ResourceRequirements", "limits requests claims"},
    {"ResourceClaim", "name request"},
    {"ContainerResizePolicy", "resourceName restartPolicy"},
    {"ContainerRestartRule", "action exitCodes"},
    {"ContainerRestartRuleOnExitCodes", "operator values"},
    {"SecurityContext",
     "capabilities privileged seLinuxOptions windowsOptions runAsUser runAsGroup runAsNonRoot readOnlyRootFilesystem "
     "allowPrivilegeEscalation procMount seccompProfile appArmorProfile"},
    {"Capabilities", "add drop"},
    {"PodSecurityContext",
     "seLinuxOptions windowsOptions runAsUser runAsGroup runAsNonRoot supplementalGroups supplementalGroupsPolicy "
     "fsGroup sysctls fsGroupChangePolicy seccompProfile appArmorProfile seLinuxChangePolicy"},
    {"Sysctl", "name value"},
    {"SELinuxOptions", "user role type level"},
    {"SeccompProfile", "type localhostProfile"},
    {"AppArmorProfile", "type localhostProfile"},
    {"Volume",
     "name hostPath emptyDir configMap secret downwardAPI projected image persistentVolumeClaim nfs ephemeral csi "
     "iscsi fc flexVolume portworxVolume gitRepo glusterfs rbd cephfs gcePersistentDisk awsElasticBlockStore cinder "
     "azureFile azureDisk vsphereVolume flocker quobyte photonPersistentDisk scaleIO storageos"},
    {"VolumeMount", "name readOnly recursiveReadOnly mountPath subPath mountPropagation subPathExpr"},
    {"VolumeDevice", "name devicePath"},
    {"HostPathVolumeSource", "path type"},
    {"EmptyDirVolumeSource", "medium sizeLimit"},
    {"ConfigMapVolumeSource", "name items defaultMode optional"},
    {"KeyToPath", "key path mode"},
    {"SecretVolumeSource", "secretName items defaultMode optional"},
    {"DownwardAPIVolumeSource", "items defaultMode"},
    {"DownwardAPIVolumeFile", "path fieldRef resourceFieldRef mode"},
    {"ProjectedVolumeSource", "sources defaultMode"},
    {"VolumeProjection", "secret downwardAPI configMap serviceAccountToken clusterTrustBundle podCertificate"},
    {"ServiceAccountTokenProjection", "audience expirationSeconds path"},
    {"ImageVolumeSource", "reference pullPolicy"},
    {"PersistentVolumeClaimVolumeSource", "claimName readOnly"},
    {"NFSVolumeSource", "server path readOnly"},
    {"EphemeralVolumeSource", "volumeClaimTemplate"},
    {"CSIVolumeSource", "driver readOnly fsType volumeAttributes nodePublishSecretRef"},
    {"HostAlias", "ip hostnames"},
    {"PodDNSConfig", "nameservers searches options"},
    {"PodDNSConfigOption", "name value"},
    {"Toleration", "key operator value effect tolerationSeconds"},
    {"PodReadinessGate", "conditionType"},
    {"PodOS", "name"},
    {"PodSchedulingGate", "name"},
    {"TopologySpreadConstraint",
     "maxSkew topologyKey whenUnsatisfiable labelSelector minDomains nodeAffinityPolicy nodeTaintsPolicy "
     "matchLabelKeys"},
    {"PodResourceClaim", "name resourceClaimName resourceClaimTemplateName"},
    {"PodStatus",
     "observedGeneration phase conditions message reason nominatedNodeName hostIP hostIPs podIP podIPs startTime "
     "initContainerStatuses containerStatuses qosClass ephemeralContainerStatuses resize resourceClaimStatuses "
     "extendedResourceClaimStatus allocatedResources resources nodeAllocatableResourceClaimStatuses"},
    {"PodCondition", "type observedGeneration status lastProbeTime lastTransitionTime reason message"},
    {"ContainerStatus",
     "name state lastState ready restartCount image imageID containerID started allocatedResources resources "
     "volumeMounts user allocatedResourcesStatus stopSignal"},
    {"ContainerState", "waiting running terminated"},
    {"ContainerStateWaiting", "reason message"},
    {"ContainerStateRunning", "startedAt"},
    {"ContainerStateTerminated", "exitCode signal reason message startedAt finishedAt containerID"},
    {"VolumeMountStatus", "name mountPath readOnly recursiveReadOnly volumeStatus"},
    {"ContainerUser", "linux"},
    {"LinuxContainerUser", "uid gid supplementalGroups"},
    {"ResourceStatus", "name resources"},
    {"Event",
     "metadata involvedObject reason message source firstTimestamp lastTimestamp count type eventTime series action "
     "related reportingComponent reportingInstance"},
    {"EventSource", "component host"},
    {"EventSeries", "count lastObservedTime"},
    {"ObjectReference", "kind namespace name uid apiVersion resourceVersion fieldPath"},
};

TEST(SchemaFields, EveryFieldOfTheApiHasARow) {
  const std::map<std::string, const Type*> types = all_objects();
  std::size_t fields = 0;
  for (const Fields& of_type : kFields) {
    const auto found = types.find(of_type.type);
    ASSERT_NE(found, types.end()) << of_type.type;
    std::istringstream names(of_type.names);
    for (std::string name; names >> name; ++fields) {
      EXPECT_NE(find_row(*found->second, name), nullptr) << of_type.type << "." << name;
    }
  }
  EXPECT_GT(fields, 390U);
}

}  // namespace
}  // namespace peapod::config::schema
