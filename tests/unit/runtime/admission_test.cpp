// Kubelet 1.36 lifecycle/predicate.go, scheduler AdmissionCheck; pods.md C19.

#include "firmware-agent/runtime/admission.h"

#include "tests/unit/runtime/resource_pods.h"

namespace peapod::runtime {
namespace {

NodeFacts node() {
  NodeFacts facts;
  facts.name = "box";
  facts.labels = {{"env", "test"}, {"kubernetes.io/os", "linux"}};
  facts.capacity = facts.allocatable = {1000, 1000, 1000};
  return facts;
}

config::Pod pod_with(const std::string& containers, const std::string& rest = "") {
  config::Pod pod;
  pod.metadata.namespace_ = "default";
  pod.metadata.name = "p";
  pod.spec = pod_of(containers, rest);
  return pod;
}

PlacedPod other(const Resources& request, std::vector<HostPort> ports = {}) {
  PlacedPod placed;
  placed.namespace_ = "default";
  placed.name = "other";
  placed.request = request;
  placed.host_ports = std::move(ports);
  placed.is_static = true;  // Critical: nobody preempts it here.
  return placed;
}

constexpr bool kFromApi = false;
constexpr bool kStatic = true;

std::string reason(const Admission& admission) {
  return admission.rejection ? admission.rejection->reason + ": " + admission.rejection->message : "";
}

TEST(Admission, RequestsFitBesideThoseOfOthers) {
  struct Row {
    std::string requests;
    const char* reason;
  };
  const PlacedPod others[] = {other({500, 600, 700})};
  for (const Row& row :
       {Row{"cpu: 500m, memory: 400, ephemeral-storage: 300", ""}, Row{"", ""},
        Row{"cpu: 501m", "OutOfcpu: Node didn't have enough resource: cpu, requested: 501, used: 500, capacity: 1000"},
        Row{"memory: 401",
            "OutOfmemory: Node didn't have enough resource: memory, requested: 401, used: 600, capacity: 1000"},
        Row{"ephemeral-storage: 301",
            "OutOfephemeral-storage: Node didn't have enough resource: ephemeral-storage, "
            "requested: 301, used: 700, capacity: 1000"},
        Row{"memory: 401, cpu: 2",
            "OutOfcpu: Node didn't have enough resource: cpu, requested: 2000, used: 500, capacity: 1000"}}) {
    EXPECT_EQ(reason(admit(pod_with(of(row.requests, "")), kFromApi, others, node())), row.reason) << row.requests;
  }
}

TEST(Admission, AFullerBoxStillTakesPodsThatRequestNothing) {
  const PlacedPod others[] = {other({2000, 2000, 2000})};
  EXPECT_EQ(reason(admit(pod_with("{c}"), kFromApi, others, node())), "");
  EXPECT_NE(reason(admit(pod_with(of("cpu: 1m", "")), kFromApi, others, node())), "");
}

TEST(Admission, PodsAreCounted) {
  NodeFacts two = node();
  two.max_pods = 2;
  const std::vector<PlacedPod> others(2, other({}));
  EXPECT_EQ(reason(admit(pod_with("{c}"), kFromApi, std::span(others).first(1), two)), "");
  EXPECT_EQ(reason(admit(pod_with(of("cpu: 5", "")), kFromApi, others, two)),
            "OutOfpods: Node didn't have enough resource: pods, requested: 1, used: 2, capacity: 2");
}

TEST(Admission, APortOfTheHostIsOnePods) {
  const PlacedPod others[] = {other({}, {{config::Protocol::Tcp, 80}, {config::Protocol::Udp, 53}})};
  const auto with = [&](const std::string& container, const std::string& rest = "") {
    return reason(admit(pod_with(container, "hostNetwork: true" + rest), kFromApi, others, node()));
  };
  EXPECT_EQ(with("{c, ports: [{containerPort: 81}, {containerPort: 53}, {containerPort: 80, protocol: UDP}]}"), "");
  EXPECT_EQ(with("{c, ports: [{containerPort: 80}]}"),
            "NodePorts: Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports: 80/TCP "
            "is taken by pod \"default/other\"");
  EXPECT_EQ(with("{c}", ", initContainers: [{c, ports: [{containerPort: 80}]}]"), "") << "gone before the others start";
  EXPECT_NE(with("{c}", ", initContainers: [{c, restartPolicy: Always, ports: [{containerPort: 80}]}]"), "");
  EXPECT_EQ(reason(admit(pod_with("{c, ports: [{containerPort: 80}]}"), kFromApi, others, node())), "")
      << "in a network of its own";
}

TEST(Admission, WantsItsNodeAndItsLabels) {
  EXPECT_EQ(reason(admit(pod_with("{c}", "nodeName: box, nodeSelector: {env: test}"), kFromApi, {}, node())), "");
  EXPECT_EQ(reason(admit(pod_with("{c}", "nodeSelector: {env: test, disktype: ssd}"), kFromApi, {}, node())),
            "NodeAffinity: Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector: the node "
            "has no label disktype=ssd");
  EXPECT_EQ(reason(admit(pod_with("{c}", "nodeName: another"), kFromApi, {}, node())),
            "NodeName: Predicate NodeName failed: node(s) didn't match the requested node name: the pod wants "
            "\"another\" and this is \"box\"");
  EXPECT_EQ(reason(admit(pod_with(of("cpu: 2", ""), "nodeName: another"), kFromApi, {}, node())).substr(0, 8),
            "OutOfcpu")
      << "resources come first";
  config::Pod windows = pod_with("{c}");
  windows.metadata.labels = {{"kubernetes.io/os", "windows"}};
  EXPECT_EQ(
      reason(admit(windows, kFromApi, {}, node())),
      "PodOSSelectorNodeLabelDoesNotMatch: Failed to admit pod as the `kubernetes.io/os` label doesn't match node "
      "label");
}

TEST(Admission, ACriticalPodGetsRoom) {
  PlacedPod victim = other({600, 0, 0});
  victim.is_static = false;
  const PlacedPod others[] = {victim, other({200, 0, 0})};
  const Admission made = admit(pod_with(of("cpu: 700m", "")), kStatic, others, node());
  EXPECT_EQ(reason(made), "");
  EXPECT_EQ(made.victims, std::vector<std::size_t>{0});
  EXPECT_EQ(admit(pod_with(of("cpu: 700m", ""), "priorityClassName: system-cluster-critical"), kFromApi, others, node())
                .victims.size(),
            1U);
  EXPECT_EQ(reason(admit(pod_with(of("cpu: 700m", ""), "priority: 1999999999"), kFromApi, others, node())).substr(0, 8),
            "OutOfcpu");
}

TEST(Admission, ACriticalPodWithoutRoomOrWithOtherReasonsIsRefusedAsKubeletDoes) {
  const PlacedPod others[] = {other({600, 0, 0})};
  EXPECT_EQ(
      reason(admit(pod_with(of("cpu: 700m", "")), kStatic, others, node())),
      "UnexpectedAdmissionError: Unexpected error while attempting to recover from admission failure: preemption: "
      "error finding a set of pods to preempt: no set of running pods found to reclaim resources: [(res: cpu, q: "
      "300), ]");
  EXPECT_EQ(reason(admit(pod_with(of("cpu: 700m", ""), "nodeName: another"), kStatic, others, node())).substr(0, 9),
            "NodeName:")
      << "nobody is preempted in vain";
}

}  // namespace
}  // namespace peapod::runtime
