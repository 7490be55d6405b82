// Kubelet 1.36 kuberuntime_container_linux.go, cm/helpers_linux.go, cm/qos_container_manager_linux.go; pods.md C11.

#include "firmware-agent/runtime/cgroup_limits.h"

#include "tests/unit/runtime/resource_pods.h"

namespace peapod::runtime {
namespace {

using platform::CgroupLimits;

CgroupLimits container(const config::PodSpec& spec, const Enforcement& enforcement = {}) {
  return container_limits(spec, spec.containers.at(0), enforcement);
}

TEST(ContainerLimits, SharesFollowTheRequestAndQuotaTheLimit) {
  struct Row {
    std::string milli;
    std::int64_t shares;
  };
  for (const Row& row : {Row{"0", 2}, Row{"10", 10}, Row{"50", 51}, Row{"100", 102}, Row{"250", 256}, Row{"500", 512},
                         Row{"1000", 1024}, Row{"2000", 2048}, Row{"4000", 4096}}) {
    EXPECT_EQ(container(pod_of(of("cpu: " + row.milli + "m", ""))).cpu_shares, row.shares) << row.milli;
  }
  EXPECT_EQ(container(pod_of("{c}")).cpu_shares, 2);
  const CgroupLimits database = container(pod_of(of("cpu: 250m, memory: 64Mi", "cpu: 500m, memory: 128Mi")));
  EXPECT_EQ(database.cpu_milli, 500);
  EXPECT_EQ(database.cpu_period_us, 100'000);
  EXPECT_EQ(database.cpu_shares, 256);
  EXPECT_EQ(database.cpu_weight, CgroupLimits::Weight::Container);
  EXPECT_EQ(database.memory_bytes, 128 * kMi);
  EXPECT_TRUE(database.oom_group);
  EXPECT_EQ(database.memory_high_bytes, std::nullopt);
  EXPECT_EQ(container(pod_of(of("", "cpu: 500m"))).cpu_shares, 512) << "a missing request is the limit";
  EXPECT_EQ(container(pod_of(of("cpu: 0", "cpu: 500m"))).cpu_shares, 2) << "0 is not missing";
}

TEST(ContainerLimits, AreEnforcedAsTheSettingsSay) {
  const config::PodSpec spec = pod_of(of("", "cpu: 500m, memory: 1Mi"));
  const CgroupLimits free = container(spec, {.cpu_quota = false, .oom_group = false});
  EXPECT_EQ(free.cpu_milli, std::nullopt);
  EXPECT_EQ(free.cpu_shares, 512);
  EXPECT_EQ(free.memory_bytes, kMi);
  EXPECT_FALSE(free.oom_group);
  EXPECT_EQ(container(spec, {.cpu_period_us = 5000}).cpu_period_us, 5000);
  EXPECT_EQ(pod_limits(spec, {.cpu_period_us = 5000}).cpu_period_us, 5000);
  EXPECT_EQ(pod_limits(spec, {.cpu_quota = false}).cpu_milli, std::nullopt);
}

TEST(ContainerLimits, ThePodsStandForThoseThatAreMissing) {
  const std::string whole = "resources: {limits: {cpu: 2, memory: 200Mi}}";
  const CgroupLimits none = container(pod_of("{c}", whole));
  EXPECT_EQ(none.cpu_milli, 2000);
  EXPECT_EQ(none.memory_bytes, 200 * kMi);
  EXPECT_EQ(none.cpu_shares, 2048);
  const CgroupLimits own = container(pod_of(of("cpu: 100m", "memory: 50Mi"), whole));
  EXPECT_EQ(own.cpu_milli, 2000);
  EXPECT_EQ(own.memory_bytes, 50 * kMi);
  EXPECT_EQ(own.cpu_shares, 102);
}

TEST(PodLimits, HoldOnlyWhatEveryContainerDeclares) {
  const CgroupLimits whole =
      pod_limits(pod_of(of("cpu: 100m", "cpu: 200m, memory: 1Mi") + ", " + of("cpu: 100m", "cpu: 300m, memory: 1Mi")),
                 {.pod_pids = 64});
  EXPECT_EQ(whole.cpu_milli, 500);
  EXPECT_EQ(whole.cpu_shares, 204);
  EXPECT_EQ(whole.cpu_weight, CgroupLimits::Weight::Linear);
  EXPECT_EQ(whole.memory_bytes, 2 * kMi);
  EXPECT_EQ(whole.pids, 64);
  EXPECT_FALSE(whole.oom_group) << "the keeper would be killed with the pod";
  const CgroupLimits part = pod_limits(pod_of(of("", "cpu: 200m, memory: 1Mi") + ", {c}"), {.pod_pids = 0});
  EXPECT_EQ(part.cpu_milli, std::nullopt);
  EXPECT_EQ(part.memory_bytes, std::nullopt);
  EXPECT_EQ(part.pids, std::nullopt);
  const CgroupLimits best_effort = pod_limits(pod_of("{c}"), {});
  EXPECT_EQ(best_effort.cpu_shares, 2);
}

TEST(PodLimits, OfTheWholePodStandInsteadOfTheSums) {
  const CgroupLimits whole = pod_limits(pod_of(of("cpu: 100m", "cpu: 200m") + ", {c}",
                                               "resources: {requests: {cpu: 500m}, limits: {cpu: 1, memory: 64Mi}}"),
                                        {});
  EXPECT_EQ(whole.cpu_shares, 512);
  EXPECT_EQ(whole.cpu_milli, 1000);
  EXPECT_EQ(whole.memory_bytes, 64 * kMi);
  const CgroupLimits only_cpu =
      pod_limits(pod_of(of("", "memory: 1Mi") + ", {c}", "resources: {limits: {cpu: 1}}"), {});
  EXPECT_EQ(only_cpu.cpu_milli, 1000);
  EXPECT_EQ(only_cpu.memory_bytes, std::nullopt);
}

TEST(PodLimits, InitContainersCountByTheirPeakBesideTheSidecarsBeforeThem) {
  const auto limited = [](const std::string& milli) { return of("", "cpu: " + milli + "m, memory: 1Mi"); };
  const std::string sidecar = "{c, restartPolicy: Always, resources: {limits: {cpu: 50m, memory: 1Mi}}}";
  const config::PodSpec spec =
      pod_of(limited("100"), "initContainers: [" + limited("400") + ", " + sidecar + ", " + limited("200") + "]");
  EXPECT_EQ(pod_limits(spec, {}).cpu_milli, 400) << "max(400, 50 + 200, 50 + 100)";
  EXPECT_EQ(pod_request(spec).cpu_milli, 400);
}

TEST(PodRequest, CountsWhatAdmissionCounts) {
  EXPECT_EQ(pod_request(pod_of(of("cpu: 1, memory: 1Mi, ephemeral-storage: 5", "") + ", " +
                               of("cpu: 500m", "ephemeral-storage: 7"))),
            (Resources{1500, kMi, 12}));
  EXPECT_EQ(pod_request(pod_of(of("ephemeral-storage: 5", ""), "resources: {requests: {cpu: 3, memory: 9}}")),
            (Resources{3000, 9, 5}));
  constexpr std::int64_t kMost = INT64_MAX;
  const std::string huge = of("memory: 9223372036854775807", "");
  EXPECT_EQ(pod_request(pod_of(huge + ", " + huge)).memory_bytes, kMost);
}

// KEP-2570: request + factor * (limit or allocatable - request), in whole pages.
TEST(MemoryQos, ThrottlesBetweenRequestAndLimit) {
  const Enforcement throttled = {.memory_throttling = 900, .allocatable_memory = 1000 * kMi, .page_bytes = 4096};
  EXPECT_EQ(container(pod_of(of("memory: 100Mi", "memory: 200Mi")), throttled).memory_high_bytes, 190 * kMi);
  EXPECT_EQ(container(pod_of(of("memory: 100Mi", "")), throttled).memory_high_bytes, 910 * kMi);
  EXPECT_EQ(container(pod_of("{c}"), throttled).memory_high_bytes, 900 * kMi);
  EXPECT_EQ(container(pod_of(of("memory: 0", "memory: 10000")), throttled).memory_high_bytes, 8192) << "whole pages";
  EXPECT_EQ(container(pod_of(of("", "memory: 200Mi")), throttled).memory_high_bytes, platform::kNoLimit)
      << "nothing between request and limit";
  EXPECT_EQ(container(pod_of(of("", "cpu: 1, memory: 200Mi")), throttled).memory_high_bytes, std::nullopt)
      << "Guaranteed pods are left alone";
  EXPECT_EQ(container(pod_of(of("memory: 2000Mi", "")), throttled).memory_high_bytes, platform::kNoLimit)
      << "it requests more than there is";
}

TEST(MemoryQos, ReservesByTier) {
  const Enforcement reserving = {.reserve_memory = true};
  const config::PodSpec guaranteed = pod_of(of("", "cpu: 1, memory: 8Mi"));
  const config::PodSpec burstable = pod_of(of("memory: 4Mi", ""));
  EXPECT_EQ(container(guaranteed, reserving).memory_min_bytes, 8 * kMi);
  EXPECT_EQ(container(guaranteed, reserving).memory_low_bytes, std::nullopt);
  EXPECT_EQ(pod_limits(guaranteed, reserving).memory_min_bytes, 8 * kMi);
  EXPECT_EQ(container(burstable, reserving).memory_low_bytes, 4 * kMi);
  EXPECT_EQ(pod_limits(burstable, reserving).memory_low_bytes, 4 * kMi);
  EXPECT_EQ(pod_limits(pod_of("{c}"), reserving).memory_low_bytes, std::nullopt);
  EXPECT_EQ(container(guaranteed).memory_min_bytes, std::nullopt);

  TierRequests requests;
  requests.add(QosClass::Guaranteed, {1000, 8 * kMi, 0});
  requests.add(QosClass::Burstable, {0, 4 * kMi, 0});
  const TierLimits limits = tier_limits(requests, reserving);
  EXPECT_EQ(limits.all.memory_min_bytes, 8 * kMi);
  EXPECT_EQ(limits.all.memory_low_bytes, 4 * kMi);
  EXPECT_EQ(limits.burstable.memory_low_bytes, 4 * kMi);
  EXPECT_EQ(limits.best_effort.memory_low_bytes, std::nullopt);
}

TEST(TierLimits, TheBurstableTierCompetesWithWhatItsPodsRequest) {
  TierRequests requests;
  EXPECT_EQ(tier_limits(requests, {}).burstable.cpu_shares, 2);
  requests.add(QosClass::Burstable, {250, 0, 0});
  requests.add(QosClass::Burstable, {300, 0, 0});
  requests.add(QosClass::Guaranteed, {4000, 0, 0});
  requests.add(QosClass::BestEffort, {0, 0, 0});
  const TierLimits limits = tier_limits(requests, {});
  EXPECT_EQ(limits.burstable.cpu_shares, 563);
  EXPECT_EQ(limits.burstable.cpu_weight, CgroupLimits::Weight::Linear);
  EXPECT_EQ(limits.best_effort.cpu_shares, 2);
  EXPECT_EQ(limits.all.cpu_shares, std::nullopt);
  EXPECT_EQ(limits.all.memory_min_bytes, std::nullopt);
}

TEST(NodeLimits, KeepWhatIsReserved) {
  const Resources capacity{4000, 512 * kMi, 0};
  const CgroupLimits whole = node_limits(capacity, capacity);
  EXPECT_EQ(whole.cpu_shares, 4096);
  EXPECT_EQ(whole.memory_bytes, platform::kNoLimit);
  const CgroupLimits less = node_limits(capacity, minus(capacity, {500, 64 * kMi, 0}));
  EXPECT_EQ(less.cpu_shares, 3584);
  EXPECT_EQ(less.cpu_milli, std::nullopt) << "the box's other programs need not use theirs";
  EXPECT_EQ(less.memory_bytes, 448 * kMi);
  EXPECT_EQ(minus(capacity, {5000, 0, 0}).cpu_milli, 0);
}

}  // namespace
}  // namespace peapod::runtime
