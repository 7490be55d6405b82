// Limits as the kernel enforces them: CPU by CFS periods, processes by the pids controller. Memory: examples_test.cpp.

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

#include "tests/integration/support/agent_test.h"
#include "tests/integration/support/pod_cgroup.h"
#include "tests/support/eventually.h"
#include "tests/support/text_file.h"

namespace peapod::test {
namespace {

class Limits : public AgentTest {
 protected:
  std::vector<std::string> agent_options() const override { return {"--pod-pids-limit", "64"}; }
};

struct CpuUse {
  double used_us = 0;
  double periods = 0;
  double throttled = 0;
};

// The one group of a pod that has a quota of its own and uses it, and on v1 the one that counts. They are looked up
// once: whoever measures must leave the CPU alone, and where that is emulated, looking is much.
class CpuMeter {
 public:
  CpuMeter(const std::string& uid, const std::string& container)
      : quota_(group_of(uid, "cpu", container)), account_(group_of(uid, "cpuacct", container)) {}

  CpuUse read() const {
    CpuUse use;
    use.periods = static_cast<double>(read_number(quota_ / "cpu.stat", "nr_periods").value_or(0));
    use.throttled = static_cast<double>(read_number(quota_ / "cpu.stat", "nr_throttled").value_or(0));
    use.used_us = static_cast<double>(read_number(quota_ / "cpu.stat", "usage_usec").value_or(0));
    if (const auto nanoseconds = read_number(account_ / "cpuacct.usage"))
      use.used_us = static_cast<double>(*nanoseconds) / 1000;
    return use;
  }

 private:
  static std::filesystem::path group_of(const std::string& uid, const char* controller, const std::string& container) {
    for (const auto& group : pod_groups(uid, controller))
      if (group.filename().string().starts_with(container + ".")) return group;
    return {};
  }

  std::filesystem::path quota_, account_;
};

TEST_F(Limits, HalfACpuIsHalfOfEachPeriod) {
  agent().add_manifest("spin.yaml", R"(apiVersion: v1
kind: Pod
metadata:
  name: spin
spec:
  terminationGracePeriodSeconds: 1
  containers:
    - name: spin
      image: busybox
      command: ["sh", "-c", "while :; do :; done"]
      resources:
        limits:
          cpu: 500m
)");
  const std::string pod = static_name("spin");
  ASSERT_TRUE(wait_ready(pod));
  const CpuMeter meter(agent().pod(pod)->uid, "spin");
  CpuUse begin;
  ASSERT_TRUE(eventually(std::chrono::seconds(30), [&] { return (begin = meter.read()).throttled > 0; }))
      << "never throttled";
  CpuUse end;
  ASSERT_TRUE(eventually(std::chrono::seconds(30), [&] { return (end = meter.read()).periods >= begin.periods + 40; }))
      << "no more periods";
  constexpr double kPeriodUs = 100'000;
  const double share = (end.used_us - begin.used_us) / ((end.periods - begin.periods) * kPeriodUs);
  EXPECT_NEAR(share, 0.5, 0.05) << "of a CPU";
  EXPECT_GT(end.throttled, begin.throttled);
}

TEST_F(Limits, ForkBombMeetsThePidsLimit) {
  agent().add_manifest("bomb.yaml", R"(apiVersion: v1
kind: Pod
metadata:
  name: bomb
spec:
  terminationGracePeriodSeconds: 1
  containers:
    - name: bomb
      image: busybox
      command: ["sh", "-c", "bomb() { bomb | bomb & }; bomb; sleep 1000000"]
    - name: neighbour
      image: busybox
      command: ["sleep", "1000000"]
)");
  const std::string pod = static_name("bomb");
  ASSERT_TRUE(wait_ready(pod));
  const std::string uid = agent().pod(pod)->uid;
  ASSERT_TRUE(wait_for(pod, "forks refused", [&](const PodView&) {
    for (const auto& group : pod_groups(uid, "pids")) {
      if (read_number(group / "pids.events", "max").value_or(0) > 0) return true;
    }
    return false;
  }));
  EXPECT_LE(pod_processes(uid).size(), 64U);
  EXPECT_EQ(agent().pod(pod)->container("neighbour").restarts, 0);
  agent().remove_manifest("bomb.yaml");
  wait_gone(pod);
}

std::string requesting(const std::string& name, const std::string& requests) {
  return "apiVersion: v1\nkind: Pod\nmetadata: {name: " + name +
         "}\nspec:\n  terminationGracePeriodSeconds: 1\n  containers:\n  - name: main\n    image: busybox\n"
         "    command: [sleep, \"1000000\"]\n    resources: {requests: {" +
         requests + "}}\n";
}

// Of the group that the pod's is in: shares of v1, or the weight of v2.
std::optional<long long> tier_shares(const std::string& uid) {
  const auto groups = pod_groups(uid, "cpu");
  if (groups.empty()) return std::nullopt;
  const auto tier = groups.front().parent_path();
  const auto v1 = read_number(tier / "cpu.shares");
  return v1 ? v1 : read_number(tier / "cpu.weight");
}

TEST_F(Limits, TiersHaveTheSharesThatTheirPodsRequest) {
  const bool v1 = std::filesystem::exists("/sys/fs/cgroup/cpu");
  agent().add_manifest("one.yaml", requesting("one", "cpu: 250m"));
  agent().add_manifest("none.yaml", requesting("none", ""));
  ASSERT_TRUE(wait_ready(static_name("one")));
  ASSERT_TRUE(wait_ready(static_name("none")));
  const std::string one = agent().pod(static_name("one"))->uid;
  EXPECT_EQ(tier_shares(one), v1 ? 256 : 10);
  EXPECT_EQ(tier_shares(agent().pod(static_name("none"))->uid), v1 ? 2 : 1);
  agent().add_manifest("two.yaml", requesting("two", "cpu: 300m"));
  ASSERT_TRUE(wait_ready(static_name("two")));
  EXPECT_EQ(tier_shares(one), v1 ? 563 : 22);
  agent().crash();
  restart_agent();
  EXPECT_EQ(tier_shares(one), v1 ? 563 : 22) << "a new agent finds what is there";
  agent().remove_manifest("two.yaml");
  wait_gone(static_name("two"));
  EXPECT_EQ(tier_shares(one), v1 ? 256 : 10);
}

// memory.high of the container from request, limit and factor; memory.low of it and of its pod from the request. cgroup
// v1 has neither, and the agent says so.
TEST_F(Limits, MemoryIsThrottledAndKeptByChoice) {
  if (!has_controller("memory")) GTEST_SKIP() << "NOT TESTED: the memory controller is off";
  agent().stop();
  const std::string settings = agent().root() + "/agent.yaml";
  write_text(settings,
             "apiVersion: peapod.dev/v1alpha1\nkind: AgentConfig\nmemoryThrottlingFactor: 0.5\n"
             "memoryReservationPolicy: TieredReservation\n");
  restart_agent();
  agent().add_manifest("kept.yaml", requesting("kept", "memory: 32Mi}, limits: {memory: 64Mi"));
  const std::string pod = static_name("kept");
  ASSERT_TRUE(wait_ready(pod));
  const auto groups = pod_groups(agent().pod(pod)->uid, "memory");
  ASSERT_FALSE(groups.empty());
  if (std::filesystem::exists("/sys/fs/cgroup/memory")) {
    EXPECT_NE(read_text(agent().log_path())
                  .find("memoryThrottlingFactor and memoryReservationPolicy have no effect: they need cgroup v2"),
              std::string::npos);
  } else {
    EXPECT_EQ(read_number(groups.front() / "memory.low"), 32 << 20);
    const auto container = std::ranges::find_if(
        groups, [](const auto& group) { return group.filename().string().rfind("main.", 0) == 0; });
    ASSERT_NE(container, groups.end());
    EXPECT_EQ(read_number(*container / "memory.low"), 32 << 20);
    EXPECT_EQ(read_number(*container / "memory.high"), 48 << 20);
    EXPECT_EQ(read_number(*container / "memory.max"), 64 << 20);
  }
  std::filesystem::remove(settings);
}

}  // namespace
}  // namespace peapod::test
