#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/core/pod_driver.h"

// Termination and grace, pods.md C5, C7, C21.

namespace peapod::core {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

ContainerPolicy with_pre_stop(ContainerPolicy container) {
  container.has_pre_stop = true;
  return container;
}

void run_all(PodDriver& pod) {
  pod.begin();
  for (ContainerIndex i = 0; i < pod.policy.containers.size(); ++i) pod.started(i);
}

TEST(Stop, SignalsThenKillsAtTheEndOfTheGrace) {
  PodDriver pod({main_container()});
  run_all(pod);
  EXPECT_THAT(pod.stop(), ElementsAre("Killing 0", "stop 0"));
  EXPECT_TRUE(pod.status().deleting);
  EXPECT_THAT(pod.wait(29'999), IsEmpty());
  EXPECT_THAT(pod.wait(1), ElementsAre("ExceededGracePeriod 0", "kill 0"));
  EXPECT_THAT(pod.exited(0, 137), ElementsAre("remove"));
  EXPECT_FALSE(is_gone(pod.state));
  pod.feed(event::SandboxRemoved{});
  EXPECT_TRUE(is_gone(pod.state));
  EXPECT_FALSE(next_deadline(pod.state, pod.policy));
}

TEST(Stop, PreStopIsPartOfTheGrace) {
  PodDriver pod({with_pre_stop(main_container())});
  run_all(pod);
  EXPECT_THAT(pod.stop(), ElementsAre("Killing 0", "preStop 0"));
  pod.wait(10'000);
  EXPECT_THAT(pod.hook_done(0, Hook::PreStop), ElementsAre("stop 0"));
  EXPECT_THAT(pod.wait(19'999), IsEmpty());
  EXPECT_THAT(pod.wait(1), Contains("kill 0"));
}

TEST(Stop, PreStopIsCutAndTwoSecondsRemain) {
  PodDriver pod({with_pre_stop(main_container())});
  run_all(pod);
  pod.stop();
  EXPECT_THAT(pod.wait(29'999), IsEmpty());
  EXPECT_THAT(pod.wait(1), ElementsAre("stop 0"));
  EXPECT_THAT(pod.wait(1'999), IsEmpty());
  EXPECT_THAT(pod.wait(1), Contains("kill 0"));
}

TEST(Stop, FailedPreStopGoesOnWithTheSignal) {
  PodDriver pod({with_pre_stop(main_container())});
  run_all(pod);
  pod.stop();
  EXPECT_THAT(pod.hook_done(0, Hook::PreStop, false), ElementsAre("FailedPreStopHook 0", "stop 0"));
}

TEST(Stop, NaturalExitRunsNoPreStop) {
  PodDriver pod({with_pre_stop(main_container())}, RestartPolicy::Never);
  run_all(pod);
  EXPECT_THAT(pod.exited(0, 0), ElementsAre("remove"));
}

TEST(Stop, GraceCanOnlyShrink) {
  PodDriver pod({main_container()});
  run_all(pod);
  pod.stop(30'000);
  pod.wait(5'000);
  EXPECT_THAT(pod.stop(60'000), IsEmpty());
  EXPECT_THAT(pod.stop(10'000), IsEmpty());
  EXPECT_THAT(pod.wait(9'999), IsEmpty());
  EXPECT_THAT(pod.wait(1), Contains("kill 0"));
}

TEST(Stop, GraceZeroKillsAtOnce) {
  PodDriver pod({with_pre_stop(main_container()), main_container()});
  pod.begin();
  pod.started(0);  // The other is being started.
  EXPECT_THAT(pod.stop(0), ElementsAre("stop 1", "Killing 0", "kill 0", "kill 1"));
}

TEST(Stop, StartUnderWayIsGivenUpAndStoppedOnceItRuns) {
  PodDriver pod({main_container()});
  pod.begin();
  EXPECT_THAT(pod.stop(), ElementsAre("stop 0"));
  EXPECT_THAT(pod.started(0), ElementsAre("Created 0", "Started 0", "Killing 0", "stop 0"));
}

TEST(Stop, SidecarsEndLastInReverseOrder) {
  PodDriver pod({with_pre_stop(sidecar()), sidecar(), main_container(), main_container()});
  run_all(pod);
  EXPECT_THAT(pod.stop(),
              ElementsAre("Killing 0", "preStop 0", "Killing 1", "Killing 2", "Killing 3", "stop 2", "stop 3"));
  pod.hook_done(0, Hook::PreStop);
  EXPECT_THAT(pod.exited(2, 0), IsEmpty());
  EXPECT_THAT(pod.exited(3, 0), ElementsAre("stop 1"));
  EXPECT_THAT(pod.exited(1, 0), ElementsAre("stop 0"));
  EXPECT_THAT(pod.exited(0, 0), ElementsAre("remove"));
}

TEST(Stop, SidecarsWaitForMainsOnlyWithinTheGrace) {
  PodDriver pod({sidecar(), main_container()});
  run_all(pod);
  pod.stop(10'000);
  EXPECT_THAT(pod.wait(10'000), ElementsAre("stop 0", "ExceededGracePeriod 1", "kill 1"));
  EXPECT_THAT(pod.wait(2'000), ElementsAre("ExceededGracePeriod 0", "kill 0"));
}

TEST(Stop, SidecarsDoNotKeepAPodFromSucceeding) {
  PodDriver pod({sidecar(), main_container()}, RestartPolicy::OnFailure);
  run_all(pod);
  EXPECT_THAT(pod.exited(1, 0), ElementsAre("Killing 0", "stop 0"));
  EXPECT_EQ(pod.status().phase, PodPhase::Running);
  EXPECT_THAT(pod.exited(0, 143), ElementsAre("remove"));
  EXPECT_EQ(pod.status().phase, PodPhase::Succeeded);
  pod.feed(event::SandboxRemoved{});
  EXPECT_FALSE(is_gone(pod.state));
  pod.stop();
  EXPECT_EQ(pod.status().phase, PodPhase::Succeeded);
  EXPECT_TRUE(is_gone(pod.state));
}

TEST(Stop, BeforeAnythingRan) {
  PodDriver pod({main_container()});
  pod.tick();
  EXPECT_THAT(pod.stop(), IsEmpty());  // The sandbox is being made.
  EXPECT_THAT(pod.feed(event::SandboxReady{}), ElementsAre("remove"));
}

TEST(ActiveDeadline, EndsThePod) {
  PodDriver pod({main_container()});
  pod.policy.active_deadline = 60'000;
  run_all(pod);
  EXPECT_THAT(pod.wait(59'999), IsEmpty());
  EXPECT_THAT(pod.wait(1), ElementsAre("DeadlineExceeded", "Killing 0", "stop 0"));
  EXPECT_EQ(pod.status().phase, PodPhase::Running);
  pod.exited(0, 0);
  EXPECT_EQ(pod.status().phase, PodPhase::Failed);
  EXPECT_EQ(pod.status().reason, "DeadlineExceeded");
}

TEST(NodeShutdown, FailsThePod) {
  PodDriver pod({main_container()});
  run_all(pod);
  pod.feed(event::StopRequested{StopCause::NodeShutdown, std::nullopt});
  pod.exited(0, 0);
  EXPECT_EQ(pod.status().phase, PodPhase::Failed);
  EXPECT_EQ(pod.status().reason, "Terminated");
}

}  // namespace
}  // namespace peapod::core
