#include "firmware-agent/core/record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/core/pod_driver.h"

namespace peapod::core {
namespace {

using testing::Contains;
using testing::ElementsAre;

PodDriver busy_pod() {
  ContainerPolicy main = with_probe(main_container(), ProbeKind::Readiness);
  main.has_pre_stop = true;
  PodDriver pod({init(), main});
  pod.policy.readiness_gates = {"example.org/gate"};
  pod.state = make_pod_state(pod.policy, pod.now);
  pod.state.stop_message = "kept";
  pod.begin();
  pod.started(0);
  pod.exited(0, 1);
  pod.started(0);
  pod.exited(0, 0);
  pod.started(1);
  return pod;
}

std::vector<std::byte> saved(const PodState& state) {
  std::vector<std::byte> record;
  save(state, record);
  return record;
}

void change_agent(PodDriver& pod) {
  std::optional<PodState> restored = restore(saved(pod.state), pod.policy);
  ASSERT_TRUE(restored);
  pod.state = *restored;
}

TEST(Record, GivesBackWhatWasSaved) {
  PodDriver pod = busy_pod();
  std::vector<std::byte> record = saved(pod.state);
  std::optional<PodState> restored = restore(record, pod.policy);
  ASSERT_TRUE(restored);
  EXPECT_EQ(saved(*restored), record);
}

TEST(Record, IsRefusedWhenCutAnywhereOrTooLong) {
  PodDriver pod = busy_pod();
  std::vector<std::byte> record = saved(pod.state);
  for (std::size_t size = 0; size < record.size(); ++size) {
    EXPECT_FALSE(restore(std::span(record).first(size), pod.policy)) << size;
  }
  record.push_back(std::byte{0});
  EXPECT_FALSE(restore(record, pod.policy));
}

TEST(Record, OfAnotherVersionOrPodIsRefused) {
  PodDriver pod = busy_pod();
  std::vector<std::byte> record = saved(pod.state);
  PodPolicy other = pod.policy;
  other.containers.push_back(main_container());
  EXPECT_FALSE(restore(record, other));
  record[0] = std::byte{0xff};
  EXPECT_FALSE(restore(record, pod.policy));
}

TEST(Record, OfAPodThatHasAnEphemeralContainerMore) {
  PodDriver pod = busy_pod();
  std::vector<std::byte> record = saved(pod.state);
  pod.policy.containers.push_back(container(ContainerKind::Ephemeral));
  std::optional<PodState> restored = restore(record, pod.policy);
  ASSERT_TRUE(restored);
  EXPECT_EQ(restored->containers.size(), pod.policy.containers.size());
  pod.state = *restored;
  EXPECT_THAT(pod.feed(event::Resumed{}), Contains("start 2"));
}

TEST(Record, DamagedBytesNeverGiveAValueOutsideItsEnum) {
  PodDriver pod = busy_pod();
  const std::vector<std::byte> record = saved(pod.state);
  for (std::size_t i = 0; i < record.size(); ++i) {
    std::vector<std::byte> damaged = record;
    damaged[i] = std::byte{0xff};
    std::optional<PodState> restored = restore(damaged, pod.policy);
    if (!restored) continue;
    EXPECT_LE(restored->sandbox, SandboxPhase::Gone);
    for (const ContainerState& container : restored->containers) EXPECT_LE(container.phase, ContainerPhase::Finished);
  }
}

TEST(Resume, AsksAgainForWhatIsUnanswered) {
  PodDriver pod = busy_pod();  // A readiness probe is out.
  change_agent(pod);
  EXPECT_THAT(pod.feed(event::Resumed{}), ElementsAre("probe Readiness 1"));
  pod.stop();
  change_agent(pod);
  EXPECT_THAT(pod.feed(event::Resumed{}), Contains("preStop 1"));
  pod.hook_done(1, Hook::PreStop);
  change_agent(pod);
  EXPECT_THAT(pod.feed(event::Resumed{}), Contains("stop 1"));
  pod.wait(30'000);
  change_agent(pod);
  EXPECT_THAT(pod.feed(event::Resumed{}), ElementsAre("kill 1"));
  pod.exited(1, 137);
  change_agent(pod);
  EXPECT_THAT(pod.feed(event::Resumed{}), ElementsAre("remove"));
}

TEST(Resume, StartsWithTheSameLaunchNumber) {
  PodDriver pod({main_container()});
  pod.tick();
  change_agent(pod);
  EXPECT_THAT(pod.feed(event::Resumed{}), ElementsAre("create"));
  pod.feed(event::SandboxReady{});
  LaunchNumber before = pod.launch(0);
  change_agent(pod);
  EXPECT_THAT(pod.feed(event::Resumed{}), ElementsAre("start 0"));
  EXPECT_EQ(pod.launch(0), before);
}

}  // namespace
}  // namespace peapod::core
