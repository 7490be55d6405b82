#include "firmware-agent/core/backoff.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/core/pod_driver.h"

namespace peapod::core {
namespace {

using testing::Contains;
using testing::Not;

TEST(Backoff, DoublesFromTenSecondsToTheMaximum) {  // pods.md C1; KEP-5593 for maxima below 300 s.
  struct Row {
    Millis max;
    std::vector<Millis> delays;
  };
  const Row kRows[] = {{300'000, {10'000, 20'000, 40'000, 80'000, 160'000, 300'000, 300'000}},
                       {60'000, {10'000, 20'000, 40'000, 60'000, 60'000}},
                       {10'000, {10'000, 10'000}},
                       {2'000, {2'000, 2'000}},
                       {1'000, {1'000, 1'000}}};
  for (const Row& row : kRows) {
    Millis delay = 0;
    for (Millis expected : row.delays) {
      delay = next_backoff(delay, row.max);
      EXPECT_EQ(delay, expected) << row.max;
    }
  }
}

TEST(Backoff, IsForgottenAfterMoreThanTenMinutesOfRunning) {
  EXPECT_EQ(backoff_after_run(80'000, 600'000), 80'000);
  EXPECT_EQ(backoff_after_run(80'000, 600'001), 0);
}

TEST(CrashLoop, FirstRestartIsImmediateThenDelaysCountFromTheExit) {
  PodDriver pod({main_container()});
  pod.begin();
  pod.started(0);
  EXPECT_THAT(pod.exited(0, 0), Contains("start 0"));
  for (Millis delay : {10'000, 20'000, 40'000, 80'000, 160'000, 300'000, 300'000}) {
    pod.started(0);
    pod.wait(1'000);
    EXPECT_THAT(pod.exited(0, 1), testing::ElementsAre("BackOff 0"));
    EXPECT_EQ(pod.status(0).waiting_reason, "CrashLoopBackOff");
    EXPECT_EQ(pod.status(0).backoff, delay);
    EXPECT_THAT(pod.wait(delay - 1), testing::IsEmpty());
    EXPECT_THAT(pod.wait(1), Contains("start 0"));
  }
  EXPECT_EQ(pod.status(0).restart_count, 8);
}

TEST(CrashLoop, HasTheMaximumOfTheAgent) {
  PodDriver pod({main_container()});
  pod.policy.backoff_max = 3'000;
  pod.begin();
  for (Millis delay : {0, 3'000, 3'000}) {
    pod.started(0);
    pod.exited(0, 1);
    EXPECT_EQ(pod.status(0).backoff, delay);
    pod.wait(delay);
  }
  pod.start_failed(0, StartFailure::ErrImagePull);  // Pulls have their own.
  EXPECT_EQ(pod.state.containers[0].start_backoff, 10'000);
}

TEST(CrashLoop, IsForgottenByALongRun) {
  PodDriver pod({main_container()});
  pod.begin();
  for (int i = 0; i < 3; ++i) {
    pod.started(0);
    pod.exited(0, 1);
    pod.wait(300'000);
  }
  pod.started(0);
  pod.wait(600'001);
  EXPECT_THAT(pod.exited(0, 1), Contains("start 0"));
  EXPECT_EQ(pod.status(0).waiting_reason, "ContainerCreating");
}

TEST(FailedPull, HasABackoffOfItsOwnAndCountsNoRestart) {
  PodDriver pod({main_container()});
  pod.begin();
  EXPECT_THAT(pod.start_failed(0, StartFailure::ErrImagePull), testing::ElementsAre("Failed 0"));
  EXPECT_EQ(pod.status(0).waiting_reason, "ErrImagePull");
  EXPECT_THAT(pod.wait(10'000), Contains("start 0"));
  EXPECT_THAT(pod.start_failed(0, StartFailure::ErrImagePull), testing::ElementsAre("Failed 0", "BackOff 0"));
  EXPECT_EQ(pod.status(0).waiting_reason, "ImagePullBackOff");
  EXPECT_THAT(pod.wait(19'999), Not(Contains("start 0")));
  EXPECT_THAT(pod.wait(1), Contains("start 0"));
  EXPECT_EQ(pod.status().phase, PodPhase::Pending);
  pod.started(0);
  EXPECT_EQ(pod.status(0).restart_count, 0);
}

TEST(FailedStart, IsATermination) {
  PodDriver pod({main_container()}, RestartPolicy::Never);
  pod.begin();
  pod.start_failed(0, StartFailure::ContainerCannotRun, 127);
  ASSERT_TRUE(pod.status(0).terminated);
  EXPECT_EQ(pod.status(0).terminated->exit_code, 127);
  EXPECT_EQ(name(pod.status(0).terminated->reason), "ContainerCannotRun");
  EXPECT_EQ(pod.status().phase, PodPhase::Failed);
}

}  // namespace
}  // namespace peapod::core
