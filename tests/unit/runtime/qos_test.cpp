// Kubelet 1.36 qos/policy.go, core/v1/helper/qos; pods.md C11.

#include "firmware-agent/runtime/qos.h"

#include "tests/unit/runtime/resource_pods.h"

namespace peapod::runtime {
namespace {

const std::string kNone = "{c}";
const std::string kBoth = of("", "cpu: 100m, memory: 1Mi");  // Requests default to limits.

TEST(Qos, IsGuaranteedOnlyWhenEveryContainerHasBothLimitsAsRequests) {
  struct Row {
    std::string containers;
    QosClass qos;
  };
  for (const Row& row : {Row{kNone, QosClass::BestEffort},
                         {of("cpu: 0, memory: 0", ""), QosClass::BestEffort},
                         {of("ephemeral-storage: 1Gi", ""), QosClass::BestEffort},
                         {of("cpu: 100m", ""), QosClass::Burstable},
                         {of("", "memory: 1Mi"), QosClass::Burstable},
                         {kBoth, QosClass::Guaranteed},
                         {kBoth + ", " + kBoth, QosClass::Guaranteed},
                         {kBoth + ", " + kNone, QosClass::Burstable},
                         {of("cpu: 50m", "cpu: 100m, memory: 1Mi"), QosClass::Burstable},
                         {of("cpu: 0", "cpu: 100m, memory: 1Mi"), QosClass::Burstable}}) {
    EXPECT_EQ(name(qos_class(pod_of(row.containers))), name(row.qos)) << row.containers;
  }
  EXPECT_EQ(qos_class(pod_of(kBoth, "initContainers: [" + kNone + "]")), QosClass::Burstable);
  EXPECT_EQ(qos_class(pod_of(kBoth, "initContainers: [" + kBoth + "]")), QosClass::Guaranteed);
}

TEST(Qos, OfThePodStandsAboveItsContainers) {
  const auto with = [](const std::string& resources) {
    return qos_class(pod_of(of("cpu: 50m", ""), "resources: {" + resources + "}"));
  };
  EXPECT_EQ(with("limits: {cpu: 1, memory: 1Gi}, requests: {cpu: 1}"), QosClass::Guaranteed);
  EXPECT_EQ(with("limits: {cpu: 1, memory: 1Gi}"), QosClass::Burstable) << "the pod requests what its containers do";
  EXPECT_EQ(with("limits: {memory: 1Gi}"), QosClass::Burstable);
  EXPECT_EQ(qos_class(pod_of(kBoth, "resources: {requests: {cpu: 2}}")), QosClass::Burstable);
  EXPECT_EQ(qos_class(pod_of(kBoth, "resources: {}")), QosClass::Guaranteed) << "nothing said";
  EXPECT_EQ(qos_class(pod_of(kNone, "resources: {limits: {cpu: 1, memory: 1Gi}}")), QosClass::Guaranteed);
}

int score(const config::PodSpec& spec, std::size_t index = 0, std::int64_t node = 1000 * kMi) {
  return oom_score_adj(spec, spec.containers.at(index), node);
}

TEST(OomScore, IsByTierAndRequest) {
  EXPECT_EQ(score(pod_of(kBoth)), -997);
  EXPECT_EQ(score(pod_of(kNone)), 1000);
  EXPECT_EQ(score(pod_of(of("memory: 500Mi", ""))), 500);
  EXPECT_EQ(score(pod_of(of("cpu: 1", ""))), 999);
  EXPECT_EQ(score(pod_of(of("memory: 1000Mi", ""))), 3);
  EXPECT_EQ(score(pod_of(of("memory: 7Ei", ""))), 3) << "more than the node has";
  EXPECT_EQ(score(pod_of(of("memory: 1Mi", "")), 0, 3 * kMi), 667) << "kubelet cuts off what it subtracts";
  EXPECT_EQ(score(pod_of(of("memory: 64Mi", "cpu: 500m, memory: 128Mi")), 0, 1024 * kMi), 938);  // pods.md row 73.
  EXPECT_EQ(score(pod_of(of("memory: 1Mi", "")), 0, 0), 1000) << "a node of unknown size";
}

TEST(OomScore, NodeCriticalPodsAreAsSafeAsGuaranteedOnes) {
  config::PodSpec spec = pod_of(kNone);
  spec.priority_class_name = config::kSystemNodeCritical;
  EXPECT_EQ(score(spec), -997);
  spec.priority_class_name = "system-cluster-critical";
  EXPECT_EQ(score(spec), 1000);
}

TEST(OomScore, ASidecarIsNotKilledBeforeAnyMainContainer) {
  const std::string sidecar = "initContainers: [{c, restartPolicy: Always, resources: {requests: {memory: 10Mi}}}]";
  const config::PodSpec spec = pod_of(of("memory: 300Mi", "") + ", " + of("memory: 200Mi", ""), sidecar);
  EXPECT_EQ(score(spec, 0), 700);
  EXPECT_EQ(score(spec, 1), 800);
  EXPECT_EQ(oom_score_adj(spec, spec.init_containers[0], 1000 * kMi), 800) << "the largest of the main ones";
  const config::PodSpec large = pod_of(of("memory: 5Mi", ""), sidecar);
  EXPECT_EQ(oom_score_adj(large, large.init_containers[0], 1000 * kMi), 990) << "its own is smaller already";
  const config::PodSpec plain = pod_of(of("memory: 300Mi", ""), "initContainers: [" + of("memory: 10Mi", "") + "]");
  EXPECT_EQ(oom_score_adj(plain, plain.init_containers[0], 1000 * kMi), 990) << "a plain init container has its own";
}

TEST(OomScore, WhatThePodRequestsBeyondItsContainersIsSharedOut) {
  // 400Mi for the pod, 100Mi of it named: 100Mi more for each of three containers.
  const config::PodSpec spec = pod_of(of("memory: 100Mi", "") + ", {c}, {c}", "resources: {requests: {memory: 400Mi}}");
  EXPECT_EQ(score(spec, 0), 800);
  EXPECT_EQ(score(spec, 1), 900);
}

TEST(PodCgroup, IsNamedAsTheKubeletDoes) {
  EXPECT_EQ(pod_cgroup_path(QosClass::Guaranteed, "u"), "podu");
  EXPECT_EQ(pod_cgroup_path(QosClass::Burstable, "u"), "burstable/podu");
  EXPECT_EQ(pod_cgroup_path(QosClass::BestEffort, "u"), "besteffort/podu");
}

}  // namespace
}  // namespace peapod::runtime
