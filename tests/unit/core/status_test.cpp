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

// An init container that runs means Pending, also when it runs again; one that only waits to does not.
TEST(Phase, GoesBackToPendingWhileInitContainersRunAgain) {
  PodDriver pod({init(), main_container()});
  pod.begin();
  pod.started(0);
  EXPECT_EQ(pod.status().phase, Pending);
  pod.exited(0, 0);
  pod.started(1);
  pod.feed(event::SandboxLost{});
  EXPECT_EQ(pod.status().phase, Running);
  pod.feed(event::SandboxReady{});
  pod.started(0);
  EXPECT_EQ(pod.status().phase, Pending);
  pod.exited(0, 0);
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

// kubelet 1.36 status/generate.go GeneratePodReadyCondition.
TEST(ReadinessGates, HoldBackReadyAlone) {
  PodDriver pod({main_container()});
  pod.policy.readiness_gates = {"example.org/a", "example.org/b"};
  pod.state = make_pod_state(pod.policy, pod.now);
  pod.begin();
  EXPECT_EQ(pod.condition(ConditionType::Ready).reason, "ContainersNotReady");
  pod.started(0);
  EXPECT_TRUE(pod.is_true(ConditionType::ContainersReady));
  EXPECT_FALSE(pod.is_true(ConditionType::Ready));
  pod.feed(event::GateChanged{1, GateStatus::False});
  EXPECT_EQ(pod.condition(ConditionType::Ready).reason, "ReadinessGatesNotReady");
  EXPECT_EQ(pod.condition(ConditionType::Ready).message,
            "corresponding condition of pod readiness gate \"example.org/a\" does not exist., "
            "the status of pod readiness gate \"example.org/b\" is not \"True\", but False");
  pod.feed(event::GateChanged{0, GateStatus::True});
  pod.feed(event::GateChanged{1, GateStatus::Unknown});
  EXPECT_EQ(pod.condition(ConditionType::Ready).message,
            "the status of pod readiness gate \"example.org/b\" is not \"True\", but Unknown");
  pod.wait(1'000);
  pod.feed(event::GateChanged{1, GateStatus::True});
  EXPECT_TRUE(pod.is_true(ConditionType::Ready));
  EXPECT_EQ(pod.condition(ConditionType::Ready).since, pod.now);
  EXPECT_EQ(pod.status().gates[1].since, pod.now);
}

// Why a pod has failed, in the kubelet's words, and whether it had to make room.
TEST(PodReason, SaysWhyAPodHasFailed) {
  struct Failure {
    StopCause cause;
    const char* notice;
    const char* reason;
    const char* message;
    const char* disruption;  // Message of DisruptionTarget; empty: there is none.
    bool goes;               // Is forgotten without being deleted.
  };
  constexpr const char* kShutdown = "Pod was terminated in response to imminent node shutdown.";
  constexpr const char* kLow = "The node was low on resource: memory.";
  const Failure kFailures[] = {
      {StopCause::NodeShutdown, "Killing 0", "Terminated", kShutdown, kShutdown, true},
      {StopCause::Evicted, "Evicted", "Evicted", kLow, kLow, false},
      {StopCause::Preempted, "Preempting", "Preempting", "Preempted in order to admit critical pod",
       "Pod was preempted by Kubelet to accommodate a critical pod.", false},
      {StopCause::Deleted, "Killing 0", "", "", "", true},
  };
  for (const Failure& row : kFailures) {
    SCOPED_TRACE(row.notice);
    PodDriver pod({main_container()});
    pod.begin();
    pod.started(0);
    EXPECT_EQ(pod.feed(event::StopRequested{row.cause, 1'000, kLow}).front(), row.notice);
    EXPECT_EQ(pod.status().reason, "");  // Not before the last container is gone.
    const Condition disruption = pod.condition(ConditionType::DisruptionTarget);
    EXPECT_EQ(disruption.is_shown, *row.disruption != '\0');
    EXPECT_EQ(disruption.message, row.disruption);
    EXPECT_EQ(disruption.reason, *row.disruption != '\0' ? "TerminationByKubelet" : "");
    pod.exited(0, 143);
    EXPECT_EQ(pod.status().phase, Failed);
    EXPECT_EQ(pod.status().reason, row.reason);
    EXPECT_EQ(pod.status().message, row.message);
    EXPECT_EQ(pod.condition(ConditionType::Ready).reason, "PodFailed");
    pod.feed(event::SandboxRemoved{});
    EXPECT_EQ(is_gone(pod.state), row.goes);
    pod.stop();
    EXPECT_TRUE(is_gone(pod.state));
    EXPECT_EQ(pod.status().reason, row.reason);
  }
}

TEST(PodStatus, ObservesTheGenerationOfItsPolicy) {
  PodDriver pod({main_container()});
  pod.policy.generation = 3;
  pod.feed(event::PolicyReplaced{});
  EXPECT_EQ(pod.status().observed_generation, 3);
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
