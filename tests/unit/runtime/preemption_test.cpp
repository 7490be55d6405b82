// Kubelet 1.36 preemption/preemption.go, with the cases of its own test, and all small boxes.

#include "firmware-agent/runtime/preemption.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace peapod::runtime {
namespace {

constexpr std::int64_t kMi = 1 << 20;

PlacedPod pod(const std::string& name, QosClass qos, Resources request) {
  PlacedPod placed;
  placed.name = name;
  placed.qos = qos;
  placed.request = request;
  return placed;
}

PlacedPod critical() {
  PlacedPod placed = pod("critical", QosClass::Burstable, {100, 100 * kMi, 0});
  placed.priority = 2'000'000'000;
  return placed;
}

const PlacedPod kBestEffort = pod("bestEffort", QosClass::BestEffort, {});
const PlacedPod kBurstable = pod("burstable", QosClass::Burstable, {100, 100 * kMi, 0});
const PlacedPod kHighBurstable = pod("highBurstable", QosClass::Burstable, {300, 300 * kMi, 0});
const PlacedPod kGuaranteed = pod("guaranteed", QosClass::Guaranteed, {100, 100 * kMi, 0});
const PlacedPod kHighGuaranteed = pod("highGuaranteed", QosClass::Guaranteed, {300, 300 * kMi, 0});
const PlacedPod kTiny = pod("tinyBurstable", QosClass::Burstable, {1, kMi, 0});

Shortage lack(std::optional<config::Resource> resource, std::int64_t quantity) { return {resource, quantity, 0, 0}; }
Shortage cpu(std::int64_t milli) { return lack(config::Resource::Cpu, milli); }
Shortage memory(std::int64_t mi) { return lack(config::Resource::Memory, mi * kMi); }
const Shortage kOnePod = lack(std::nullopt, 1);

std::string chosen(const PlacedPod& for_pod, const std::vector<PlacedPod>& others, const std::vector<Shortage>& lacks) {
  const auto victims = pods_to_preempt(for_pod, others, lacks);
  if (!victims) return "none";
  std::vector<std::string> names;
  for (const std::size_t victim : *victims) names.push_back(others[victim].name);
  std::ranges::sort(names);
  std::string text;
  for (const std::string& name : names) text += name + " ";
  return text;
}

TEST(Preemption, ChoosesAsKubeletDoes) {
  struct Row {
    const char* name;
    std::vector<PlacedPod> others;
    std::vector<Shortage> lacks;
    const char* victims;
  };
  const std::vector<PlacedPod> all = {kBestEffort, kBurstable, kHighBurstable, kGuaranteed, kHighGuaranteed};
  const Row rows[] = {
      {"nothing is lacking", all, {}, ""},
      {"a place among the pods", all, {kOnePod}, "bestEffort "},
      {"a little cpu", all, {cpu(100)}, "burstable "},
      {"cpu and memory", all, {cpu(100), memory(100)}, "burstable "},
      {"more than the small one has", all, {cpu(200)}, "highBurstable "},
      {"all burstable pods", all, {cpu(400)}, "burstable highBurstable "},
      {"and a guaranteed one", all, {cpu(500)}, "burstable guaranteed highBurstable "},
      {"a large guaranteed one spares a burstable one", all, {cpu(600)}, "highBurstable highGuaranteed "},
      {"a guaranteed pod only", {kGuaranteed, kHighGuaranteed}, {cpu(100)}, "guaranteed "},
      {"everything", all, {cpu(800)}, "burstable guaranteed highBurstable highGuaranteed "},
      {"more than everything", all, {cpu(801)}, "none"},
      {"nobody there", {}, {cpu(1)}, "none"},
      {"cpu of one, memory of another",
       {pod("thinker", QosClass::Burstable, {500, kMi, 0}), pod("keeper", QosClass::Burstable, {1, 500 * kMi, 0}),
        kTiny},
       {cpu(400), memory(400)},
       "keeper thinker "},
      {"one that covers both is better than two",
       {pod("thinker", QosClass::Burstable, {500, 0, 0}), pod("keeper", QosClass::Burstable, {0, 500 * kMi, 0}),
        pod("both", QosClass::Burstable, {400, 400 * kMi, 0})},
       {cpu(400), memory(400)},
       "both "},
  };
  for (const Row& row : rows) EXPECT_EQ(chosen(critical(), row.others, row.lacks), row.victims) << row.name;
}

TEST(Preemption, SparesCriticalPods) {
  PlacedPod of_file = kHighBurstable;
  of_file.is_static = true;
  PlacedPod other_critical = kHighBurstable;
  other_critical.priority = 2'000'000'000;
  PlacedPod high = kHighBurstable;
  high.priority = 1'999'999'999;
  EXPECT_EQ(chosen(critical(), {of_file, other_critical}, {cpu(1)}), "none");
  EXPECT_EQ(chosen(critical(), {high}, {cpu(1)}), "highBurstable ");
  PlacedPod node_critical = critical();
  node_critical.priority = 2'000'001'000;
  EXPECT_EQ(chosen(node_critical, {other_critical}, {cpu(1)}), "highBurstable ") << "of a lower priority";
  EXPECT_EQ(chosen(node_critical, {of_file}, {cpu(1)}), "none") << "of no priority at all";
  EXPECT_EQ(preemption_failure(critical(), std::vector{of_file, kTiny}, std::vector{cpu(5), memory(1), kOnePod}),
            "Unexpected error while attempting to recover from admission failure: preemption: error finding a set of "
            "pods to preempt: no set of running pods found to reclaim resources: [(res: cpu, q: 4), ]");
}

// Every box of up to four pods with 0 to 2 CPUs each in any tier: what is chosen suffices, leaving one out would not,
// and there is nothing only when all together do not suffice.
TEST(Preemption, IsEnoughAndNotMoreInEverySmallBox) {
  constexpr QosClass kTiers[] = {QosClass::BestEffort, QosClass::Burstable, QosClass::Guaranteed};
  constexpr int kKinds = 7;  // BestEffort requests nothing; the others 0, 1 or 2.
  const auto make = [&](int kind) {
    if (kind == 0) return pod("p", kTiers[0], {});
    return pod("p", kTiers[1 + (kind - 1) / 3], {(kind - 1) % 3, 0, 0});
  };
  std::size_t boxes = 0;
  for (int code = 0; code < kKinds * kKinds * kKinds * kKinds; ++code) {
    std::vector<PlacedPod> others;
    std::int64_t sum = 0;
    for (int rest = code, i = 0; i < 4; ++i, rest /= kKinds) {
      others.push_back(make(rest % kKinds));
      sum += others.back().request.cpu_milli;
    }
    for (std::int64_t wanted = 1; wanted <= 9; ++wanted, ++boxes) {
      const auto victims = pods_to_preempt(critical(), others, std::vector{cpu(wanted)});
      ASSERT_EQ(victims.has_value(), sum >= wanted) << code;
      if (!victims) continue;
      std::int64_t freed = 0, least = 9;
      for (const std::size_t victim : *victims) {
        freed += others[victim].request.cpu_milli;
        least = std::min(least, others[victim].request.cpu_milli);
      }
      ASSERT_GE(freed, wanted) << code;
      ASSERT_GT(least, 0) << code << ": a pod that frees nothing";
      std::vector<std::size_t> sorted = *victims;
      std::ranges::sort(sorted);
      ASSERT_EQ(std::ranges::adjacent_find(sorted), sorted.end()) << code;
    }
  }
  EXPECT_EQ(boxes, 2401U * 9);
}

}  // namespace
}  // namespace peapod::runtime
