#include "config/schema/described.h"

namespace peapod::config::schema {
namespace {

constexpr const char* kNoCluster = "is never written: it needs a cluster";
constexpr const char* kNotYet = "is never written: it comes with the complete API";

constexpr Row kConditionRows[] = {
    described_row("type", kText,
                  "PodScheduled, Initialized, ContainersReady, Ready, PodResizePending or another name."),
    described_row("observedGeneration", kNumber, "Generation of the spec the condition speaks about."),
    described_row("status", kText, "True, False or Unknown."),
    described_row("lastProbeTime", kTime, "Always null, as in Kubernetes."),
    described_row("lastTransitionTime", kTime, "When the status changed last."),
    described_row("reason", kText, "Why, in one word."),
    described_row("message", kText, "Why, in words."),
};
constexpr Type kCondition = described_type("PodCondition", kConditionRows);
constexpr Type kConditions = described_list(kCondition);

constexpr Row kWaitingRows[] = {
    described_row("reason", kText, "Why it has not started: ContainerCreating, CrashLoopBackOff, ErrImagePull, ..."),
    described_row("message", kText, "The same in words."),
};
constexpr Row kRunningRows[] = {
    described_row("startedAt", kTime, "When it was started."),
};
constexpr Row kTerminatedRows[] = {
    described_row("exitCode", kNumber, "Its exit code; 128 and the number of the signal that ended it."),
    described_row("signal", kNumber, "The signal that ended it; Kubernetes leaves this out."),
    described_row("reason", kText, "Completed, Error, OOMKilled, StartError, DeadlineExceeded, ..."),
    described_row("message", kText, "What it wrote to terminationMessagePath, or why it could not be started."),
    described_row("startedAt", kTime, "When it was started."),
    described_row("finishedAt", kTime, "When it ended."),
    described_row("containerID", kText, "Id of this run of the container."),
};
constexpr Type kWaiting = described_type("ContainerStateWaiting", kWaitingRows);
constexpr Type kRunning = described_type("ContainerStateRunning", kRunningRows);
constexpr Type kTerminated = described_type("ContainerStateTerminated", kTerminatedRows);

constexpr Row kStateRows[] = {
    described_row("waiting", kWaiting, "It is not running yet, or not running again."),
    described_row("running", kRunning, "It is running."),
    described_row("terminated", kTerminated, "It has ended."),
};
constexpr Type kState = described_type("ContainerState", kStateRows);

constexpr Row kMountStatusRows[] = {
    described_row("name", kText, "Name of the volume."),
    described_row("mountPath", kText, "Where the container sees it."),
    described_row("readOnly", kTruth, "Whether it can only be read."),
    described_row("recursiveReadOnly", kText, "Disabled or Enabled: whether mounts below it can only be read too."),
    described_row("volumeStatus", kTextMap, "More about the volume, by its kind."),
};
constexpr Type kMountStatus = described_type("VolumeMountStatus", kMountStatusRows);
constexpr Type kMountStatuses = described_list(kMountStatus);

constexpr Row kLinuxUserRows[] = {
    described_row("uid", kNumber, "User id of its first process."),
    described_row("gid", kNumber, "Group id of its first process."),
    described_row("supplementalGroups", kNumbers, "More groups of its first process."),
};
constexpr Type kLinuxUser = described_type("LinuxContainerUser", kLinuxUserRows);
constexpr Row kUserRows[] = {described_row("linux", kLinuxUser, "The ids of its first process.")};
constexpr Type kUser = described_type("ContainerUser", kUserRows);

constexpr Row kHealthRows[] = {
    described_row("resourceID", kText, "Id of the device."),
    described_row("health", kText, "Healthy, Unhealthy or Unknown."),
};
constexpr Type kHealth = described_type("ResourceHealth", kHealthRows);
constexpr Type kHealths = described_list(kHealth);
constexpr Row kResourceStatusRows[] = {
    described_row("name", kText, "Name of the resource."),
    described_row("resources", kHealths, "Health of each of its devices."),
};
constexpr Type kResourceStatus = described_type("ResourceStatus", kResourceStatusRows);
constexpr Type kResourceStatuses = described_list(kResourceStatus);

constexpr Row kContainerRows[] = {
    described_row("name", kText, "Name of the container."),
    described_row("state", kState, "What it is doing."),
    described_row("lastState", kState, "How its previous run ended."),
    described_row("ready", kTruth, "Whether it is running and its readiness probe succeeds."),
    described_row("restartCount", kNumber, "How many times it has been started again."),
    described_row("image", kText, "The image it runs."),
    described_row("imageID", kText, "The image by its digest."),
    described_row("containerID", kText, "Id of its present or last run."),
    described_row("started", kTruth, "Whether it is running and its startup probe has succeeded."),
    described_row("allocatedResources", kQuantities, "What it has been promised."),
    described_row("resources", TypeOf<ResourceRequirements>::value, "What its cgroup is set to."),
    merged(never_written("volumeMounts", kMountStatuses, "Its mounts.", kNotYet), "mountPath"),
    never_written("user", kUser, "As whom its first process was started.", kNotYet),
    merged(never_written("allocatedResourcesStatus", kResourceStatuses, "Health of its devices.", kNoCluster), "name"),
    described_row("stopSignal", kText, "The signal that asks it to end."),
};
constexpr Type kContainer = described_type("ContainerStatus", kContainerRows);
constexpr Type kContainers = described_list(kContainer);

constexpr Row kAddressRows[] = {described_row("ip", kText, "The address.")};
constexpr Type kAddress = described_type("PodIP", kAddressRows);
constexpr Type kAddresses = described_list(kAddress);

constexpr Row kClaimStatusRows[] = {
    described_row("name", kText, "Name of the entry of spec.resourceClaims."),
    described_row("resourceClaimName", kText, "Name of the ResourceClaim made for it."),
};
constexpr Type kClaimStatus = described_type("PodResourceClaimStatus", kClaimStatusRows);
constexpr Type kClaimStatuses = described_list(kClaimStatus);
constexpr Type kExtendedClaim = described_type("PodExtendedResourceClaimStatus", {});
constexpr Type kNodeClaim = described_type("NodeAllocatableResourceClaimStatus", {});
constexpr Type kNodeClaims = described_list(kNodeClaim);

constexpr Row kRows[] = {
    described_row("observedGeneration", kNumber, "Generation of the spec the status speaks about."),
    described_row("phase", kText, "Pending, Running, Succeeded or Failed."),
    merged(described_row("conditions", kConditions, "What is true of the pod, and since when."), "type"),
    described_row("message", kText, "Why it is in this phase, in words."),
    described_row("reason", kText, "Why it is in this phase: DeadlineExceeded, NodeAffinity, ..."),
    never_written("nominatedNodeName", kText, "Node a scheduler clears for it.", kNoCluster),
    described_row("hostIP", kText, "Address of the node."),
    merged(described_row("hostIPs", kAddresses, "Its addresses, one of each family."), "ip"),
    described_row("podIP", kText, "With hostNetwork, the node's; other pods have no address yet."),
    merged(described_row("podIPs", kAddresses, "The same, one of each family."), "ip"),
    described_row("startTime", kTime, "When the agent took the pod."),
    described_row("initContainerStatuses", kContainers, "Its init containers, in the order of the spec."),
    described_row("containerStatuses", kContainers, "Its containers, sorted by name."),
    described_row("qosClass", kText, "Guaranteed, Burstable or BestEffort, from requests and limits."),
    described_row("ephemeralContainerStatuses", kContainers, "Its ephemeral containers, as they were added."),
    never_written("resize", kText, "Older form of the conditions about a resize.",
                  "is never written: the conditions PodResizePending and PodResizeInProgress say it"),
    merged(never_written("resourceClaimStatuses", kClaimStatuses, "Its resource claims.", kNoCluster), "name"),
    never_written("extendedResourceClaimStatus", kExtendedClaim, "Its extended resources.", kNoCluster),
    described_row("allocatedResources", kQuantities, "What the pod has been promised, with spec.resources."),
    described_row("resources", TypeOf<ResourceRequirements>::value, "What the pod's cgroup is set to."),
    never_written("nodeAllocatableResourceClaimStatuses", kNodeClaims, "Devices taken from the node's amounts.",
                  kNoCluster),
};

}  // namespace

constinit const Type kPodStatus = described_type("PodStatus", kRows);

}  // namespace peapod::config::schema
