// In-place resize as kubelet 1.36 does it (KEP-1287).

#include "firmware-agent/runtime/resize.h"

#include "firmware-agent/runtime/cgroup_limits.h"
#include "tests/unit/runtime/resource_pods.h"

namespace peapod::runtime {
namespace {

config::PodSpec two(const std::string& first, const std::string& second) {
  return pod_of(of("", first) + ", " + of("", second));
}

TEST(LargerLimits, AreWhatThePodHasMeanwhile) {
  const config::PodSpec small = two("cpu: 100m, memory: 100", "cpu: 100m, memory: 100");
  const config::PodSpec mixed = two("cpu: 200m, memory: 50", "cpu: 100m, memory: 100");
  const platform::CgroupLimits limits = larger_limits(pod_limits(small, {}), pod_limits(mixed, {}));
  EXPECT_EQ(limits.cpu_milli, 300) << "CPU grows";
  EXPECT_EQ(limits.cpu_shares, 307);
  EXPECT_EQ(limits.memory_bytes, 200) << "memory shrinks later";
  EXPECT_EQ(larger_limits(pod_limits(pod_of(of("cpu: 1", "")), {}), pod_limits(small, {})).memory_bytes, std::nullopt)
      << "what has no limit keeps having none";
}

// At every moment what is below has no more than what is above, unless it had before.
TEST(LargerLimits, NoContainerEverHasMoreThanItsPod) {
  const std::int64_t sizes[] = {100, 200, 300};
  const auto memory = [](std::int64_t bytes) { return "memory: " + std::to_string(bytes); };
  for (const std::int64_t a : sizes) {
    for (const std::int64_t b : sizes) {
      for (const std::int64_t c : sizes) {
        for (const std::int64_t d : sizes) {
          const platform::CgroupLimits meanwhile =
              larger_limits(pod_limits(two(memory(a), memory(b)), {}), pod_limits(two(memory(c), memory(d)), {}));
          ASSERT_EQ(meanwhile.memory_bytes, std::max(a + b, c + d));
          ASSERT_GE(meanwhile.memory_bytes, std::max(a, c));
          ASSERT_GE(meanwhile.memory_bytes, std::max(b, d));
        }
      }
    }
  }
}

TEST(ResizeVerdict, IsKubelets) {
  NodeFacts node;
  node.name = "box";
  node.allocatable = {1000, 1000, 1000};
  PlacedPod other;
  other.request = {400, 400, 0};
  const PlacedPod others[] = {other};
  const auto judge = [&](const std::string& requests) {
    config::Pod pod;
    pod.spec = pod_of(of(requests, ""));
    const ResizeAnswer answer = judge_resize(pod, others, node);
    return std::string(name(answer.verdict)) + " " + answer.message;
  };
  EXPECT_EQ(judge("cpu: 600m, memory: 600"), "Accepted ");
  EXPECT_EQ(judge("cpu: 601m"),
            "Deferred Node didn't have enough resource: cpu, requested: 601, used: 400, capacity: 1000");
  EXPECT_EQ(judge("cpu: 1001m"), "Infeasible Node didn't have enough capacity: cpu, requested: 1001, capacity: 1000");
  EXPECT_EQ(judge("cpu: 1001m, memory: 1001"),
            "Infeasible Node didn't have enough capacity: memory, requested: 1001, capacity: 1000");
}

TEST(MemoryInUse, KeepsALimitFromFallingBelowIt) {
  const auto refusal = [&](const config::PodSpec& wanted, std::int64_t pod, std::int64_t first, std::int64_t second) {
    return memory_in_use(wanted, [&](std::optional<std::size_t> container) -> std::optional<std::int64_t> {
      if (second < 0 && container == 1U) return std::nullopt;
      return !container ? pod : *container == 0 ? first : second;
    });
  };
  EXPECT_EQ(refusal(two("memory: 100", "memory: 300"), 400, 100, 300), "");
  EXPECT_EQ(
      refusal(two("memory: 100", "memory: 300"), 400, 101, 300),
      "cannot decrease memory limits: attempting to set container \"c1\" memory limit (100) below current usage (101)");
  EXPECT_EQ(refusal(two("memory: 100", "memory: 100"), 500, 101, 50),
            "cannot decrease memory limits: [attempting to set pod memory limit (200) below current usage (500), "
            "attempting to set container \"c1\" memory limit (100) below current usage (101)]");
  EXPECT_EQ(refusal(two("memory: 100", "memory: 100"), 100, 100, -1), "") << "what does not run uses nothing";
  EXPECT_EQ(refusal(two("cpu: 1", "cpu: 1"), 900, 900, 900), "") << "without a limit";
}

TEST(ResizeSummary, IsWhatEventsTell) {
  EXPECT_EQ(resize_summary(pod_of(of("cpu: 100m", "memory: 1Gi")), 2, ""),
            R"({"containers":[{"name":"c1","resources":{"limits":{"memory":"1Gi"},)"
            R"("requests":{"cpu":"100m","memory":"1Gi"}}}],"generation":2})");
  EXPECT_EQ(resize_summary(pod_of("{c}", "initContainers: [{name: i, image: i}]"), 3, "too little"),
            R"({"initContainers":[{"name":"i","resources":{}}],"containers":[{"name":"c1","resources":{}}],)"
            R"("generation":3,"error":"too little"})");
}

}  // namespace
}  // namespace peapod::runtime
