#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/core/pod_driver.h"

// Phase and conditions, pods.md C12, C13.

namespace peapod::core {
namespace {

struct Row {
  const char* what;
  RestartPolicy policy;
  std::vector<std::int32_t> exits;  // Of the main containers in order; -1: it runs on.
  PodPhase phase;
};

using enum RestartPolicy;
using enum PodPhase;

const Row kRows[] = {
    {"all run", Always, {-1, -1}, Running},
    {"one succeeded, one runs", Never, {0, -1}, Running},
    {"one failed, one runs", Never, {1, -1}, Running},
    {"all succeeded", Never, {0, 0}, Succeeded},
    {"one failed, one succeeded", Never, {1, 0}, Failed},
    {"all succeeded on failure", OnFailure, {0, 0}, Succeeded},
    {"one will be restarted", OnFailure, {0, 1}, Running},
    {"never Succeeded with Always", Always, {0, 0}, Running},
    {"never Failed with Always", Always, {1, 1}, Running},
};

TEST(Phase, FollowsTheMainContainers) {
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.what);
    PodDriver pod({main_container(), main_container()}, row.policy);
    EXPECT_EQ(pod.status().phase, Pending);
    pod.begin();
    pod.started(0);
    pod.started(1);
    for (ContainerIndex i = 0; i < 2; ++i) {
      if (row.exits[i] >= 0) pod.exited(i, row.exits[i]);
    }
    EXPECT_EQ(pod.status().phase, row.phase);
  }
}

TEST(Phase, BackOffKeepsRunning) {
  PodDriver pod({main_container()});
  pod.begin();
  for (int i = 0; i < 2; ++i) {
    pod.started(0);
    pod.exited(0, 1);
  }
  EXPECT_EQ(pod.status(0).waiting_reason, "CrashLoopBackOff");
  EXPECT_EQ(pod.status().phase, Running);
}

TEST(Phase, OneContainerThatNeverStartedMeansPending) {
  PodDriver pod({main_container(), main_container()});
  pod.begin();
  pod.started(0);
  pod.start_failed(1, StartFailure::CreateContainerError);
  EXPECT_EQ(pod.status().phase, Pending);
  EXPECT_EQ(pod.status(1).waiting_reason, "CreateContainerError");
}

TEST(Conditions, HaveReasonsOnceThePodHasEnded) {
  PodDriver pod({main_container()}, Never);
  pod.begin();
  EXPECT_TRUE(pod.is_true(ConditionType::PodReadyToStartContainers));
  pod.started(0);
  EXPECT_TRUE(pod.is_true(ConditionType::ContainersReady));
  pod.wait(1'000);
  pod.exited(0, 0);
  EXPECT_EQ(pod.condition(ConditionType::Ready).reason, "PodCompleted");
  EXPECT_EQ(pod.condition(ConditionType::Initialized).reason, "PodCompleted");
  EXPECT_FALSE(pod.is_true(ConditionType::PodReadyToStartContainers));
  EXPECT_EQ(pod.condition(ConditionType::Ready).since, pod.now);
  EXPECT_TRUE(pod.is_true(ConditionType::PodScheduled));
}

TEST(ContainerStatus, KeepsTheLastTwoTerminations) {
  PodDriver pod({main_container()}, OnFailure);
  pod.begin();
  pod.started(0);
  pod.feed(event::Exited{0, pod.launch(0), 137, 9, true});
  EXPECT_EQ(name(pod.status(0).last->reason), "OOMKilled");
  pod.started(0);
  pod.exited(0, 0);
  EXPECT_EQ(pod.status(0).terminated->exit_code, 0);
  EXPECT_EQ(pod.status(0).last->exit_code, 137);
  EXPECT_EQ(pod.status(0).restart_count, 1);
}

}  // namespace
}  // namespace peapod::core
