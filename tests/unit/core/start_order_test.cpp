#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/core/pod_driver.h"

namespace peapod::core {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

TEST(StartOrder, InitContainersOneAfterTheOtherThenMains) {
  PodDriver pod({init(), init(), main_container(), main_container()});
  EXPECT_THAT(pod.tick(), ElementsAre("create"));
  EXPECT_THAT(pod.feed(event::SandboxReady{}), ElementsAre("start 0"));
  EXPECT_THAT(pod.started(0), ElementsAre("Created 0", "Started 0"));
  EXPECT_THAT(pod.exited(0, 0), ElementsAre("start 1"));
  pod.started(1);
  EXPECT_FALSE(pod.is_true(ConditionType::Initialized));
  EXPECT_THAT(pod.condition(ConditionType::Initialized).incomplete, ElementsAre(1));
  EXPECT_EQ(pod.status(2).waiting_reason, "PodInitializing");
  EXPECT_THAT(pod.exited(1, 0), ElementsAre("start 2"));
  EXPECT_TRUE(pod.is_true(ConditionType::Initialized));
  EXPECT_TRUE(pod.status(0).ready);
  EXPECT_THAT(pod.started(2), Contains("start 3"));
}

TEST(StartOrder, FailedInitIsRetriedBeforeTheNext) {
  PodDriver pod({init(), main_container()}, RestartPolicy::OnFailure);
  pod.begin();
  pod.started(0);
  EXPECT_THAT(pod.exited(0, 1), ElementsAre("start 0"));
  EXPECT_EQ(pod.status().phase, PodPhase::Pending);
}

TEST(StartOrder, FailedInitUnderNeverFailsThePod) {
  PodDriver pod({sidecar(), init(), main_container()}, RestartPolicy::Never);
  pod.begin();
  pod.started(0);
  pod.started(1);
  EXPECT_THAT(pod.exited(1, 3), ElementsAre("Killing 0", "stop 0"));
  EXPECT_EQ(pod.status().phase, PodPhase::Pending);  // Not before the sidecar is gone.
  EXPECT_THAT(pod.exited(0, 143), ElementsAre("remove"));
  EXPECT_EQ(pod.status().phase, PodPhase::Failed);
  EXPECT_EQ(pod.status(2).waiting_reason, "PodInitializing");
}

TEST(StartOrder, NextWaitsForTheSidecarsStartupProbe) {
  PodDriver pod({with_probe(sidecar(), ProbeKind::Startup), main_container()});
  pod.begin();
  EXPECT_THAT(pod.started(0), ElementsAre("Created 0", "Started 0", "probe Startup 0"));
  EXPECT_THAT(pod.probe_done(0, ProbeKind::Startup, ProbeOutcome::Success), ElementsAre("start 1"));
}

TEST(StartOrder, MainWaitsForPostStartOfTheOneBefore) {
  ContainerPolicy hooked = main_container();
  hooked.has_post_start = true;
  PodDriver pod({hooked, main_container()});
  pod.begin();
  EXPECT_THAT(pod.started(0), ElementsAre("Created 0", "Started 0", "postStart 0"));
  EXPECT_EQ(pod.status(0).kind, ContainerShow::Waiting);
  EXPECT_THAT(pod.wait(3'600'000), IsEmpty());  // The kubelet waits for ever, too.
  EXPECT_THAT(pod.hook_done(0, Hook::PostStart), ElementsAre("start 1"));
  EXPECT_EQ(pod.status(0).kind, ContainerShow::Running);
}

TEST(StartOrder, FailedPostStartStopsTheContainer) {
  ContainerPolicy hooked = main_container();
  hooked.has_post_start = true;
  PodDriver pod({hooked});
  pod.begin();
  pod.started(0);
  EXPECT_THAT(pod.hook_done(0, Hook::PostStart, false), ElementsAre("FailedPostStartHook 0", "Killing 0", "stop 0"));
  EXPECT_EQ(pod.status(0).waiting_reason, "PostStartHookError");
  EXPECT_THAT(pod.exited(0, 143), Contains("start 0"));
}

TEST(StartOrder, MainThatCannotStartDoesNotHoldUpTheNext) {
  PodDriver pod({main_container(), main_container()});
  pod.begin();
  EXPECT_THAT(pod.start_failed(0, StartFailure::CreateContainerConfigError), Contains("start 1"));
}

TEST(StartOrder, SidecarIsRestartedWithoutATurn) {
  PodDriver pod({sidecar(), init(), main_container()});
  pod.begin();
  EXPECT_THAT(pod.started(0), Contains("start 1"));
  pod.started(1);
  EXPECT_THAT(pod.exited(0, 0), Contains("start 0"));
}

TEST(Sandbox, FailureIsRetriedAfterTenSeconds) {
  PodDriver pod({main_container()});
  pod.tick();
  EXPECT_THAT(pod.feed(event::SandboxFailed{}), ElementsAre("FailedCreatePodSandBox"));
  EXPECT_THAT(pod.wait(9'999), IsEmpty());
  EXPECT_THAT(pod.wait(1), ElementsAre("create"));
}

TEST(Sandbox, LossEndsEveryContainerAndRunsInitAgain) {
  PodDriver pod({init(), main_container()});
  pod.begin();
  pod.started(0);
  pod.exited(0, 0);
  pod.started(1);
  EXPECT_THAT(pod.feed(event::SandboxLost{}), ElementsAre("SandboxChanged", "create"));
  EXPECT_EQ(pod.status(1).last->exit_code, 137);
  EXPECT_EQ(name(pod.status(1).last->reason), "ContainerStatusUnknown");
  EXPECT_TRUE(pod.is_true(ConditionType::Initialized));  // For ever, once a main container has run.
  EXPECT_THAT(pod.feed(event::SandboxReady{}), ElementsAre("start 0"));
  pod.started(0);
  EXPECT_THAT(pod.exited(0, 0), ElementsAre("start 1"));
  EXPECT_EQ(pod.state.sandbox_attempt, 2u);
}

TEST(Sandbox, LossUnderNeverFailsThePod) {
  PodDriver pod({main_container()}, RestartPolicy::Never);
  pod.begin();
  pod.started(0);
  EXPECT_THAT(pod.feed(event::SandboxLost{}), ElementsAre("remove"));
  EXPECT_EQ(pod.status().phase, PodPhase::Failed);
}

TEST(Reports, AboutAnOlderLaunchAreDropped) {
  PodDriver pod({main_container()});
  pod.begin();
  pod.started(0);
  LaunchNumber old = pod.launch(0);
  pod.exited(0, 1);
  pod.started(0);
  EXPECT_THAT(pod.feed(event::Exited{0, old, 0, 0, false}), IsEmpty());
  EXPECT_EQ(pod.status(0).kind, ContainerShow::Running);
}

}  // namespace
}  // namespace peapod::core
