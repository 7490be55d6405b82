// In-place resize as kubelet 1.36 does it (KEP-1287).

#include "firmware-agent/runtime/resize.h"

#include "tests/unit/runtime/resource_pods.h"

namespace peapod::runtime {
namespace {

std::string text(const std::vector<ResizeStep>& steps) {
  std::string out;
  const auto add = [&](const char* what, std::optional<std::int64_t> value) {
    if (value) out += std::string(" ") + what + "=" + std::to_string(*value);
  };
  for (const ResizeStep& step : steps) {
    out += step.container ? "c" + std::to_string(*step.container) : "pod";
    add("memory", step.limits.memory_bytes);
    add("quota", step.limits.cpu_milli);
    add("shares", step.limits.cpu_shares);
    out += "; ";
  }
  return out;
}

std::string steps(const config::PodSpec& now, const config::PodSpec& wanted,
                  std::vector<std::size_t> in_place = {0, 1}) {
  return text(resize_steps(now, wanted, in_place, {}));
}

config::PodSpec two(const std::string& first, const std::string& second) {
  return pod_of(of("", first) + ", " + of("", second));
}

TEST(ResizeSteps, ThePodGrowsBeforeItsContainersAndShrinksAfterThem) {
  const config::PodSpec small = two("cpu: 100m, memory: 100", "cpu: 100m, memory: 100");
  const config::PodSpec large = two("cpu: 200m, memory: 300", "cpu: 100m, memory: 100");
  EXPECT_EQ(steps(small, small), "");
  EXPECT_EQ(steps(small, large), "pod memory=400; c0 memory=300; pod quota=300 shares=307; c0 quota=200 shares=204; ");
  EXPECT_EQ(steps(large, small), "c0 memory=100; pod memory=200; c0 quota=100 shares=102; pod quota=200 shares=204; ");
}

TEST(ResizeSteps, ContainersThatShrinkMakeRoomForThoseThatGrow) {
  EXPECT_EQ(steps(two("memory: 100", "memory: 300"), two("memory: 200", "memory: 200")),
            "c1 memory=200; c0 memory=200; ");
  EXPECT_EQ(steps(two("memory: 100", "memory: 300"), two("memory: 500", "memory: 200")),
            "pod memory=700; c1 memory=200; c0 memory=500; ");
}

TEST(ResizeSteps, OnlyTheResourceThatChangesIsWritten) {
  EXPECT_EQ(steps(pod_of(of("cpu: 100m", "cpu: 1")), pod_of(of("cpu: 500m", "cpu: 1")), {0}),
            "c0 quota=1000 shares=512; pod quota=1000 shares=512; ")
      << "a request";
  EXPECT_EQ(steps(pod_of("{c}", "resources: {limits: {memory: 100}}"),
                  pod_of("{c}", "resources: {limits: {memory: 50}}"), {0}),
            "c0 memory=50; pod memory=50; ")
      << "a container has the limit of its pod";
  EXPECT_EQ(steps(two("memory: 100", "memory: 100"), two("memory: 200", "memory: 200"), {1}),
            "pod memory=400; c1 memory=200; ")
      << "the first does not run";
  EXPECT_EQ(steps(pod_of(of("cpu: 1", "")), pod_of(of("cpu: 1", "memory: 100")), {0}),
            "c0 memory=100; pod memory=100; ")
      << "a limit where there was none";
}

// At every moment what is below has no more than what is above, unless it had before.
TEST(ResizeSteps, NoContainerEverHasMoreThanItsPod) {
  const std::int64_t sizes[] = {100, 200, 300};
  const auto memory = [](std::int64_t bytes) { return "memory: " + std::to_string(bytes); };
  for (const std::int64_t a : sizes) {
    for (const std::int64_t b : sizes) {
      for (const std::int64_t c : sizes) {
        for (const std::int64_t d : sizes) {
          std::int64_t pod = a + b, containers[2] = {a, b};
          const std::size_t both[] = {0, 1};
          for (const ResizeStep& step : resize_steps(two(memory(a), memory(b)), two(memory(c), memory(d)), both, {})) {
            if (!step.limits.memory_bytes) continue;
            (step.container ? containers[*step.container] : pod) = *step.limits.memory_bytes;
            ASSERT_LE(containers[0] + containers[1], pod);
          }
          ASSERT_EQ(pod, c + d);
          ASSERT_EQ(containers[0], c);
          ASSERT_EQ(containers[1], d);
        }
      }
    }
  }
}

TEST(ResizePolicy, SaysWhoIsStartedAnew) {
  const auto with = [](const std::string& resources) {
    config::PodSpec spec = pod_of(of("", resources) + ", " + of("", resources));
    spec.containers[0].resize_policy = {{"memory", config::ResizeRestartPolicy::RestartContainer},
                                        {"cpu", config::ResizeRestartPolicy::NotRequired}};
    return spec;
  };
  EXPECT_TRUE(containers_to_restart(with("cpu: 1, memory: 1"), with("cpu: 2, memory: 1")).empty());
  EXPECT_EQ(containers_to_restart(with("cpu: 1, memory: 1"), with("cpu: 1, memory: 2")), std::vector<std::size_t>{0});
}

TEST(ResizeVerdict, IsKubelets) {
  NodeFacts node;
  node.name = "box";
  node.allocatable = {1000, 1000, 1000};
  PlacedPod other;
  other.request = {400, 400, 0};
  const PlacedPod others[] = {other};
  const auto judge = [&](const std::string& requests, bool is_static = false) {
    config::Pod pod;
    pod.spec = pod_of(of(requests, ""));
    const ResizeAnswer answer = judge_resize(pod, is_static, others, node);
    return std::to_string(static_cast<int>(answer.verdict)) + " " + answer.message;
  };
  EXPECT_EQ(judge("cpu: 600m, memory: 600"), "0 ");
  EXPECT_EQ(judge("cpu: 601m"), "1 Node didn't have enough resource: cpu, requested: 601, used: 400, capacity: 1000");
  EXPECT_EQ(judge("cpu: 1001m"), "2 Node didn't have enough capacity: cpu, requested: 1001, capacity: 1000");
  EXPECT_EQ(judge("cpu: 1001m, memory: 1001"),
            "2 Node didn't have enough capacity: memory, requested: 1001, capacity: 1000");
  EXPECT_EQ(judge("cpu: 1m", true), "2 In-place resize of static-pods is not supported");
}

TEST(MemoryInUse, KeepsALimitFromFallingBelowIt) {
  const config::PodSpec now = two("memory: 300", "memory: 300");
  const auto refusal = [&](const config::PodSpec& wanted, std::int64_t pod, std::int64_t first, std::int64_t second) {
    const std::size_t both[] = {0, 1};
    const auto usage = [&](std::optional<std::size_t> container) -> std::optional<std::int64_t> {
      return !container ? pod : *container == 0 ? first : second;
    };
    return memory_in_use(now, wanted, resize_steps(now, wanted, both, {}), usage, {});
  };
  EXPECT_EQ(refusal(two("memory: 100", "memory: 300"), 400, 100, 300), "");
  EXPECT_EQ(
      refusal(two("memory: 100", "memory: 300"), 400, 101, 900),
      "cannot decrease memory limits: attempting to set container \"c1\" memory limit (100) below current usage (101)");
  EXPECT_EQ(refusal(two("memory: 100", "memory: 100"), 500, 101, 50),
            "cannot decrease memory limits: [attempting to set pod memory limit (200) below current usage (500), "
            "attempting to set container \"c1\" memory limit (100) below current usage (101)]");
  EXPECT_EQ(refusal(two("memory: 400", "memory: 300"), 900, 900, 900), "") << "raising is always allowed";
}

}  // namespace
}  // namespace peapod::runtime
