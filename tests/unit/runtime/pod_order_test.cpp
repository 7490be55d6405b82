#include "firmware-agent/runtime/pod_order.h"

#include <gtest/gtest.h>

namespace peapod::runtime {
namespace {

using core::PodPhase;

std::vector<config::AwaitedPod> after(const char* text) { return config::awaited_pods({{"peapod.dev/after", text}}); }

OrderedPod named(std::string_view name) {
  OrderedPod pod;
  pod.namespace_ = "default";
  pod.name = pod.manifest_name = name;
  return pod;
}

OrderedPod waiting(std::string_view name, const char* text) {
  OrderedPod pod = named(name);
  pod.waits = true;
  pod.after = after(text);
  return pod;
}

OrderedPod begun(std::string_view name, bool ready, PodPhase phase = PodPhase::Running) {
  OrderedPod pod = named(name);
  pod.ready = ready;
  pod.phase = phase;
  return pod;
}

struct Row {
  const char* what;
  OrderedPod pod;
  std::vector<OrderedPod> others;
  const char* message;  // Null: it may begin.
  bool is_cycle = false;
};

OrderedPod deleting(OrderedPod pod) {
  pod.deleting = true;
  return pod;
}

OrderedPod elsewhere(OrderedPod pod) {
  pod.namespace_ = "plant";
  return pod;
}

OrderedPod of_file(OrderedPod pod, std::string_view manifest_name) {
  pod.manifest_name = manifest_name;
  return pod;
}

std::vector<Row> rows() {
  return {
      {"nothing to wait for", waiting("web", ""), {}, nullptr},
      {"ready", waiting("web", "db Ready"), {begun("db", true)}, nullptr},
      {"not ready", waiting("web", "db Ready"), {begun("db", false)}, "waits for pod default/db to be Ready"},
      {"absent", waiting("web", "db Ready"), {}, "waits for pod default/db to be Ready (there is no such pod)"},
      {"failed for good",
       waiting("web", "db Ready"),
       {begun("db", false, PodPhase::Failed)},
       "waits for pod default/db to be Ready (it has Failed)"},
      {"too late to be ready",
       waiting("web", "db Ready"),
       {begun("db", false, PodPhase::Succeeded)},
       "waits for pod default/db to be Ready (it has Succeeded)"},
      {"succeeded", waiting("web", "job Succeeded"), {begun("job", false, PodPhase::Succeeded)}, nullptr},
      {"ready is not succeeded",
       waiting("web", "job Succeeded"),
       {begun("job", true)},
       "waits for pod default/job to have Succeeded"},
      {"another namespace",
       waiting("web", "plant/db Ready"),
       {begun("db", true)},
       "waits for pod plant/db to be Ready (there is no such pod)"},
      {"that namespace", waiting("web", "plant/db Ready"), {elsewhere(begun("db", true))}, nullptr},
      {"the pod's own namespace",
       elsewhere(waiting("web", "db Ready")),
       {begun("db", true)},
       "waits for pod plant/db to be Ready (there is no such pod)"},
      {"a static pod", waiting("web", "db Ready"), {of_file(begun("db-box", true), "db")}, nullptr},
      {"a static pod by its whole name",
       waiting("web", "db-box Ready"),
       {of_file(begun("db-box", true), "db")},
       nullptr},
      {"the name itself comes first",
       waiting("web", "db Ready"),
       {of_file(begun("db-box", true), "db"), begun("db", false)},
       "waits for pod default/db to be Ready"},
      {"about to go",
       waiting("web", "db Ready"),
       {deleting(begun("db", true))},
       "waits for pod default/db to be Ready"},
      {"one of two",
       waiting("web", "db Ready, job Succeeded"),
       {begun("db", true), begun("job", true)},
       "waits for pod default/job to have Succeeded"},
      {"both",
       waiting("web", "db Ready, job Succeeded"),
       {begun("db", false)},
       "waits for pod default/db to be Ready and pod default/job to have Succeeded (there is no such pod)"},
      {"one that waits itself",
       waiting("web", "db Ready"),
       {waiting("db", "disk Ready"), begun("disk", false)},
       "waits for pod default/db to be Ready"},
      {"itself",
       waiting("web", "web Ready"),
       {},
       "waits for pod default/web to be Ready; the pods wait for each other: default/web -> default/web",
       true},
      {"each other",
       waiting("web", "db Ready"),
       {waiting("db", "web Ready")},
       "waits for pod default/db to be Ready; the pods wait for each other: default/web -> default/db -> default/web",
       true},
      {"the shortest way round",
       waiting("a", "b Ready, c Ready"),
       {waiting("b", "d Ready"), waiting("c", "a Ready"), waiting("d", "a Ready")},
       "waits for pod default/b to be Ready and pod default/c to be Ready; the pods wait for each other: default/a -> "
       "default/c -> default/a",
       true},
      {"others' cycle is theirs",
       waiting("web", "db Ready"),
       {waiting("db", "disk Ready"), waiting("disk", "db Ready")},
       "waits for pod default/db to be Ready"},
      {"no cycle over one that has begun",
       waiting("web", "db Ready"),
       {begun("db", false)},
       "waits for pod default/db to be Ready"},
      {"no cycle over one that goes",
       waiting("web", "db Ready"),
       {deleting(waiting("db", "web Ready"))},
       "waits for pod default/db to be Ready"},
  };
}

TEST(PodOrder, TellsWhatAPodWaitsFor) {
  for (Row& row : rows()) {
    std::vector<OrderedPod> pods = row.others;
    pods.push_back(row.pod);
    const std::optional<Hold> hold = hold_of(pods.back(), pods);
    ASSERT_EQ(hold.has_value(), row.message != nullptr) << row.what << ": " << (hold ? hold->message : "");
    if (!hold) continue;
    EXPECT_EQ(hold->message, row.message) << row.what;
    EXPECT_EQ(hold->is_cycle, row.is_cycle) << row.what;
  }
}

}  // namespace
}  // namespace peapod::runtime
