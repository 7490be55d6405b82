#include "firmware-agent/runtime/resources.h"

#include <gtest/gtest.h>

namespace peapod::runtime {
namespace {

config::Quantity amount(std::int64_t value) { return {std::to_string(value), value}; }

config::Container container(std::int64_t cpu_request, std::int64_t cpu_limit, std::int64_t memory_request,
                            std::int64_t memory_limit) {
  config::Container made;
  const auto set = [](std::optional<config::Quantity>& where, std::int64_t value) {
    if (value > 0) where = amount(value);
  };
  set(made.resources.requests.cpu, cpu_request);
  set(made.resources.limits.cpu, cpu_limit);
  set(made.resources.requests.memory, memory_request);
  set(made.resources.limits.memory, memory_limit);
  return made;
}

config::PodSpec pod(std::vector<config::Container> containers) {
  config::PodSpec spec;
  spec.containers = std::move(containers);
  return spec;
}

constexpr std::int64_t kMi = 1 << 20;

// kubelet 1.36 qos/policy.go; pods.md C11.
TEST(Qos, IsGuaranteedOnlyWhenEveryContainerHasBothLimitsAsRequests) {
  EXPECT_EQ(qos_class(pod({container(0, 0, 0, 0)})), QosClass::BestEffort);
  EXPECT_EQ(qos_class(pod({container(100, 0, 0, 0)})), QosClass::Burstable);
  EXPECT_EQ(qos_class(pod({container(100, 100, kMi, kMi)})), QosClass::Guaranteed);
  EXPECT_EQ(qos_class(pod({container(100, 100, kMi, kMi), container(0, 0, 0, 0)})), QosClass::Burstable);
  EXPECT_EQ(qos_class(pod({container(50, 100, kMi, kMi)})), QosClass::Burstable);
  config::PodSpec with_init = pod({container(100, 100, kMi, kMi)});
  with_init.init_containers = {container(0, 0, 0, 0)};
  EXPECT_EQ(qos_class(with_init), QosClass::Burstable);
}

TEST(ContainerLimits, SharesFollowTheRequestAndQuotaTheLimit) {
  struct Row {
    std::int64_t milli, shares;
  };
  for (const Row& row : {Row{0, 2}, Row{10, 10}, Row{250, 256}, Row{1000, 1024}, Row{4000, 4096}}) {
    EXPECT_EQ(container_limits(container(row.milli, 0, 0, 0)).cpu_shares, row.shares) << row.milli;
  }
  const platform::CgroupLimits database = container_limits(container(250, 500, 64 * kMi, 128 * kMi));
  EXPECT_EQ(database.cpu_milli, 500);
  EXPECT_EQ(database.cpu_shares, 256);
  EXPECT_EQ(database.memory_bytes, 128 * kMi);
  EXPECT_TRUE(database.oom_group);
  EXPECT_EQ(container_limits(container(0, 500, 0, 0)).cpu_shares, 512) << "a missing request is the limit";
}

TEST(PodLimits, HoldOnlyWhatEveryContainerDeclares) {
  const platform::CgroupLimits whole = pod_limits(pod({container(100, 200, 0, kMi), container(100, 300, 0, kMi)}), 64);
  EXPECT_EQ(whole.cpu_milli, 500);
  EXPECT_EQ(whole.memory_bytes, 2 * kMi);
  EXPECT_EQ(whole.pids, 64);
  EXPECT_FALSE(whole.oom_group) << "the keeper would be killed with the pod";
  const platform::CgroupLimits part = pod_limits(pod({container(0, 200, 0, kMi), container(0, 0, 0, 0)}), 0);
  EXPECT_EQ(part.cpu_milli, std::nullopt);
  EXPECT_EQ(part.memory_bytes, std::nullopt);
  EXPECT_EQ(part.pids, std::nullopt);
}

TEST(PodLimits, InitContainersCountByTheirPeakBesideTheSidecarsBeforeThem) {
  config::PodSpec spec = pod({container(100, 100, kMi, kMi)});
  config::Container sidecar = container(50, 50, kMi, kMi);
  sidecar.sidecar = true;
  spec.init_containers = {container(400, 400, kMi, kMi), sidecar, container(200, 200, kMi, kMi)};
  EXPECT_EQ(pod_limits(spec, 0).cpu_milli, 400) << "max(400, 50 + 200, 50 + 100)";
}

TEST(OomScore, IsByTierAndRequest) {
  constexpr std::int64_t kNode = 1000 * kMi;
  EXPECT_EQ(oom_score_adj(QosClass::Guaranteed, container(0, 0, 0, 0), kNode), -997);
  EXPECT_EQ(oom_score_adj(QosClass::BestEffort, container(0, 0, 0, 0), kNode), 1000);
  EXPECT_EQ(oom_score_adj(QosClass::Burstable, container(0, 0, 500 * kMi, 0), kNode), 500);
  EXPECT_EQ(oom_score_adj(QosClass::Burstable, container(0, 0, 0, 0), kNode), 999);
  EXPECT_EQ(oom_score_adj(QosClass::Burstable, container(0, 0, kNode, 0), kNode), 3);
}

TEST(PodCgroup, IsNamedAsTheKubeletDoes) {
  EXPECT_EQ(pod_cgroup_path(QosClass::Guaranteed, "u"), "podu");
  EXPECT_EQ(pod_cgroup_path(QosClass::Burstable, "u"), "burstable/podu");
  EXPECT_EQ(pod_cgroup_path(QosClass::BestEffort, "u"), "besteffort/podu");
}

}  // namespace
}  // namespace peapod::runtime
