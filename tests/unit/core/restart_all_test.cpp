#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/core/pod_driver.h"

// restartPolicyRules with action RestartAllContainers (KEP-5532, kubelet 1.36), pods.md C1, C7.

namespace peapod::core {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::int32_t kCode = 42;

ContainerPolicy restarting_all(ContainerPolicy container) {
  container.restart_policy = RestartPolicy::Never;
  container.restart_rules = {{RestartAction::RestartAllContainers, false, {kCode}}};
  return container;
}

// Init container, sidecar, a main container that may restart all, and another with a preStop hook.
class RestartAll : public testing::Test {
 protected:
  RestartAll()
      : pod({init(), sidecar(), restarting_all(main_container()), with_pre_stop(main_container())},
            RestartPolicy::Never) {
    pod.begin();
    pod.started(0);
    pod.exited(0, 0);
    for (ContainerIndex i = 1; i < 4; ++i) pod.started(i);
  }
  static ContainerPolicy with_pre_stop(ContainerPolicy container) {
    container.has_pre_stop = true;
    return container;
  }
  PodDriver pod;
};

TEST_F(RestartAll, OfThePodMakesTheSandboxAnew) {
  EXPECT_THAT(pod.feed(event::PodRestartRequested{}),
              ElementsAre("Killing 1", "Killing 2", "Killing 3", "stop 1", "stop 2", "stop 3"));
  pod.exited(1, 0);
  pod.exited(2, 0);
  EXPECT_THAT(pod.exited(3, 143), ElementsAre("end"));
  EXPECT_FALSE(pod.is_true(ConditionType::PodReadyToStartContainers));
  EXPECT_THAT(pod.feed(event::Resumed{}), ElementsAre("end")) << "a new agent asks again";
  EXPECT_THAT(pod.feed(event::SandboxLost{}), ElementsAre("SandboxChanged", "create"))
      << "although the policy is Never";
  EXPECT_EQ(pod.state.sandbox_attempt, 2u);
  EXPECT_THAT(pod.feed(event::SandboxReady{}), ElementsAre("start 0"));
  pod.started(0);
  EXPECT_THAT(pod.exited(0, 0), ElementsAre("start 1"));
}

TEST_F(RestartAll, OfThePodGivesWayToItsEnd) {
  pod.feed(event::PodRestartRequested{});
  for (ContainerIndex i = 1; i < 4; ++i) pod.exited(i, 0);
  EXPECT_THAT(pod.stop(), IsEmpty()) << "the sandbox is ending";
  EXPECT_THAT(pod.feed(event::SandboxLost{}), ElementsAre("remove"));
}

TEST_F(RestartAll, OfThePodIsNothingWithoutASandbox) {
  pod.feed(event::SandboxLost{});
  EXPECT_THAT(pod.feed(event::PodRestartRequested{}), IsEmpty());
}

TEST_F(RestartAll, KillsWithoutOrderAndPreStopThenBeginsAnewInTheSandbox) {
  EXPECT_THAT(pod.exited(2, kCode), ElementsAre("Killing 1", "Killing 3", "stop 1", "stop 3"));
  EXPECT_TRUE(pod.is_true(ConditionType::AllContainersRestarting));
  EXPECT_EQ(pod.condition(ConditionType::AllContainersRestarting).reason, "RestartAllContainersStarted");
  EXPECT_EQ(pod.status(2).waiting_reason, "RestartingAllContainers");
  EXPECT_THAT(pod.exited(3, 143), IsEmpty());
  EXPECT_THAT(pod.exited(1, 0), ElementsAre("start 0"));
  EXPECT_FALSE(pod.is_true(ConditionType::AllContainersRestarting));
  EXPECT_EQ(pod.state.sandbox_attempt, 1u);
  EXPECT_EQ(name(pod.status(3).last->reason), "RestartingAllContainers");
  EXPECT_EQ(name(pod.status(2).last->reason), "Error");  // What asked for it keeps its exit code.
  EXPECT_EQ(pod.status(2).last->exit_code, kCode);
  pod.started(0);
  EXPECT_THAT(pod.exited(0, 0), ElementsAre("start 1"));
  EXPECT_THAT(pod.started(1), Contains("start 2"));
  EXPECT_THAT(pod.started(2), Contains("start 3"));
  pod.started(3);
  for (ContainerIndex i = 0; i < 4; ++i) EXPECT_EQ(pod.status(i).restart_count, 1) << i;
  EXPECT_EQ(pod.status().phase, PodPhase::Running);
}

TEST_F(RestartAll, LeavesTwoSecondsBeforeSigkill) {  // Grace 0, and minimumGracePeriodInSeconds.
  pod.exited(2, kCode);
  EXPECT_THAT(pod.wait(1'999), IsEmpty());
  EXPECT_THAT(pod.wait(1), ElementsAre("ExceededGracePeriod 1", "kill 1", "ExceededGracePeriod 3", "kill 3"));
}

TEST_F(RestartAll, GivesUpAStartThatIsUnderWay) {
  pod.exited(2, kCode);
  pod.exited(3, 143);
  pod.exited(1, 0);
  pod.started(0);
  pod.exited(0, 0);  // The sidecar is being started.
  pod.policy.containers[1].restart_rules = {{RestartAction::RestartAllContainers, true, {0}}};
  pod.started(1);  // Main container 2 is.
  EXPECT_THAT(pod.exited(1, 1), ElementsAre("stop 2"));
  EXPECT_THAT(pod.wait(1'999), IsEmpty());
  EXPECT_THAT(pod.wait(1), ElementsAre("kill 2"));
  EXPECT_THAT(pod.start_failed(2, StartFailure::CreateContainerError), Contains("start 0"));
}

TEST_F(RestartAll, StopsWhatComesToRunMeanwhileWithoutPostStart) {
  pod.policy.containers[3].has_post_start = true;
  pod.policy.containers[1].restart_rules = {{RestartAction::RestartAllContainers, true, {0}}};
  pod.exited(2, kCode);
  pod.exited(3, 143);
  pod.exited(1, 0);
  pod.started(0);
  pod.exited(0, 0);
  pod.started(1);
  pod.wait(10'000);
  pod.started(2);
  ASSERT_THAT(pod.exited(1, 1), Contains("stop 3"));
  EXPECT_THAT(pod.started(3), ElementsAre("Created 3", "Started 3", "Killing 3", "stop 3"));
}

TEST_F(RestartAll, OnlyTheContainerThatAskedForItBacksOff) {  // KEP-5532, "Unintended Pod Restart Loops".
  for (Millis delay : {0, 10'000, 20'000}) {
    pod.exited(2, kCode);
    pod.exited(3, 143);
    pod.exited(1, 0);
    pod.started(0);
    pod.exited(0, 0);
    pod.started(1);
    EXPECT_EQ(pod.status(2).backoff, delay);
    EXPECT_EQ(pod.state.containers[3].backoff, 0);
    pod.wait(delay);
    pod.started(2);
    pod.started(3);
  }
}

TEST_F(RestartAll, DeletionGoesBeforeIt) {
  pod.exited(2, kCode);
  pod.stop();
  EXPECT_FALSE(pod.is_true(ConditionType::AllContainersRestarting));
  pod.exited(3, 143);
  EXPECT_THAT(pod.exited(1, 0), ElementsAre("remove"));
}

TEST_F(RestartAll, SurvivesTheAgentAndTheSandbox) {
  pod.exited(2, kCode);
  EXPECT_THAT(pod.feed(event::Resumed{}), ElementsAre("stop 1", "stop 3"));
  pod.policy.restart_policy = RestartPolicy::OnFailure;
  EXPECT_THAT(pod.feed(event::SandboxLost{}), Contains("create"));
  EXPECT_FALSE(pod.is_true(ConditionType::AllContainersRestarting));
  EXPECT_THAT(pod.feed(event::SandboxReady{}), ElementsAre("start 0"));
}

TEST(RestartAllCondition, IsShownOnlyWhereARuleMayBringIt) {
  PodDriver plain({main_container()});
  EXPECT_FALSE(plain.condition(ConditionType::AllContainersRestarting).is_shown);
  PodDriver ruled({restarting_all(main_container())}, RestartPolicy::Never);
  EXPECT_TRUE(ruled.condition(ConditionType::AllContainersRestarting).is_shown);
  ruled.begin();
  ruled.started(0);
  EXPECT_THAT(ruled.exited(0, kCode), ElementsAre("start 0"));  // Nothing else had to be waited for.
  ruled.started(0);
  ruled.exited(0, 1);
  EXPECT_EQ(ruled.condition(ConditionType::AllContainersRestarting).reason, "PodFailed");
}

// A new sandbox runs everything again but what has succeeded under OnFailure (computePodActions).
TEST(Sandbox, LossRunsAgainWhatHasEndedUnderItsOwnPolicy) {
  ContainerPolicy never = main_container();
  never.restart_policy = RestartPolicy::Never;
  ContainerPolicy on_failure = main_container();
  on_failure.restart_policy = RestartPolicy::OnFailure;
  PodDriver pod({never, on_failure, main_container()});
  pod.begin();
  for (ContainerIndex i = 0; i < 3; ++i) pod.started(i);
  pod.exited(0, 0);
  pod.exited(1, 0);
  EXPECT_EQ(pod.status(0).kind, ContainerShow::Terminated);
  pod.feed(event::SandboxLost{});
  EXPECT_THAT(pod.feed(event::SandboxReady{}), ElementsAre("start 0"));
  EXPECT_THAT(pod.started(0), Contains("start 2"));
}

}  // namespace
}  // namespace peapod::core
