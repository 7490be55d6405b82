#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/core/pod_driver.h"

// Another policy for a pod that runs, and ephemeral containers: pods.md C1 (key), C3, C5, A5; kubelet 1.36
// kuberuntime_manager.go computePodActions, computePodResizeAction.

namespace peapod::core {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

class Change : public testing::Test {
 protected:
  explicit Change(std::vector<ContainerPolicy> containers = {init(), sidecar(), main_container(), main_container()},
                  RestartPolicy restart = RestartPolicy::Never)
      : pod(std::move(containers), restart) {
    pod.begin();
    pod.started(0);
    pod.exited(0, 0);
    for (ContainerIndex i = 1; i < pod.policy.containers.size(); ++i) pod.started(i);
  }
  Definition& definition(ContainerIndex index) { return pod.policy.containers[index].definition; }
  PodDriver::Words replace() { return pod.feed(event::PolicyReplaced{}); }

  PodDriver pod;
};

TEST_F(Change, AnotherImageRestartsTheContainerWhateverItsPolicy) {
  pod.policy.containers[2].has_pre_stop = true;
  definition(2).image = 1;
  EXPECT_THAT(replace(), ElementsAre("Killing 2", "preStop 2"));
  EXPECT_THAT(pod.hook_done(2, Hook::PreStop), ElementsAre("stop 2"));
  EXPECT_THAT(pod.exited(2, 0), ElementsAre("start 2"));
  pod.started(2);
  EXPECT_EQ(pod.status(2).restart_count, 1);
  EXPECT_EQ(pod.status(3).restart_count, 0);  // The others do not notice.
  EXPECT_THAT(replace(), IsEmpty());
}

TEST_F(Change, AnotherImageHasThePodsGrace) {
  definition(2).image = 1;
  EXPECT_THAT(replace(), ElementsAre("Killing 2", "stop 2"));
  EXPECT_THAT(pod.wait(29'999), IsEmpty());
  EXPECT_THAT(pod.wait(1), ElementsAre("ExceededGracePeriod 2", "kill 2"));
}

TEST_F(Change, AnotherImageOfASidecarRestartsItAlone) {
  definition(1).image = 1;
  EXPECT_THAT(replace(), ElementsAre("Killing 1", "stop 1"));
  EXPECT_THAT(pod.exited(1, 0), ElementsAre("start 1"));
}

TEST_F(Change, AnotherImageOfAnInitContainerThatHasRunChangesNothing) {
  definition(0).image = 1;
  EXPECT_THAT(replace(), IsEmpty());
  EXPECT_THAT(pod.wait(60'000), IsEmpty());
}

TEST_F(Change, WhatHasEndedForGoodStaysSo) {
  pod.exited(2, 1);
  definition(2).image = 1;
  EXPECT_THAT(replace(), IsEmpty());
}

TEST_F(Change, IsNoMatterOnceThePodEnds) {
  pod.stop();
  definition(2).image = 1;
  EXPECT_THAT(replace(), IsEmpty());
  EXPECT_THAT(pod.exited(2, 0), Not(Contains("start 2")));
}

TEST_F(Change, AnImageChangedDuringTheStartIsMetOnceItRuns) {
  definition(2).image = 1;
  replace();
  pod.exited(2, 0);
  definition(2).image = 2;
  EXPECT_THAT(replace(), IsEmpty());
  EXPECT_THAT(pod.started(2), ElementsAre("Created 2", "Started 2", "Killing 2", "stop 2"));
}

// The order of causes: definition, then probes, then resize.
TEST_F(Change, TheFirstCauseStays) {
  definition(2) = {.image = 1, .cpu = 1};
  pod.policy.containers[2].cpu_resize_restarts = true;
  replace();
  EXPECT_EQ(pod.state.containers[2].kill_cause, KillCause::DefinitionChanged);
}

TEST_F(Change, ResizesInPlace) {
  definition(1).memory = 7;
  definition(2).cpu = 7;
  EXPECT_THAT(replace(), ElementsAre("resize 1", "resize 2"));
  EXPECT_THAT(replace(), IsEmpty());
  EXPECT_THAT(pod.feed(event::Resized{2, pod.launch(2), true}), IsEmpty());
  EXPECT_THAT(pod.feed(event::Resized{1, pod.launch(1), true}), IsEmpty());
  EXPECT_EQ(pod.status(2).restart_count, 0);
}

TEST_F(Change, FailedResizeIsRetriedAfterTenSeconds) {
  definition(2).cpu = 7;
  replace();
  EXPECT_THAT(pod.feed(event::Resized{2, pod.launch(2), false}), IsEmpty());
  EXPECT_THAT(pod.wait(9'999), IsEmpty());
  EXPECT_THAT(pod.wait(1), ElementsAre("resize 2"));
  EXPECT_THAT(pod.feed(event::Resumed{}), ElementsAre("resize 2"));
}

TEST_F(Change, ResizeRestartsWhereThePolicySaysSo) {
  pod.policy.containers[2].memory_resize_restarts = true;
  definition(2).cpu = 7;
  EXPECT_THAT(replace(), Contains("resize 2"));
  pod.feed(event::Resized{2, pod.launch(2), true});
  definition(2).memory = 7;
  EXPECT_THAT(replace(), ElementsAre("Killing 2", "stop 2"));
  EXPECT_EQ(pod.state.containers[2].kill_cause, KillCause::Resize);
  EXPECT_THAT(pod.exited(2, 143), ElementsAre("start 2"));
}

TEST_F(Change, DeadlineMayBeAddedAndShortened) {
  pod.wait(60'000);
  pod.policy.active_deadline = 90'000;
  EXPECT_THAT(replace(), IsEmpty());
  EXPECT_EQ(*next_deadline(pod.state, pod.policy), pod.state.started_at + 90'000);
  pod.policy.active_deadline = 30'000;
  EXPECT_THAT(replace(), Contains("DeadlineExceeded"));
}

// The key of the back-off holds image and resources; that of pulls the image alone (pods.md C1, C14).
TEST(Backoff, BeginsAnewWithAnotherDefinition) {
  struct Row {
    const char* what;
    Definition wanted;
    bool is_pull;
    bool starts;
  };
  const Row kRows[] = {{"image", {.image = 1}, false, true},          {"cpu", {.cpu = 1}, false, true},
                       {"memory", {.memory = 1}, false, true},        {"nothing", {}, false, false},
                       {"image of a pull", {.image = 1}, true, true}, {"cpu, of a pull", {.cpu = 1}, true, false}};
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.what);
    PodDriver pod({main_container()});
    pod.begin();
    for (int i = 0; i < 3; ++i) {
      if (row.is_pull) {
        pod.start_failed(0, StartFailure::ErrImagePull);
      } else {
        pod.started(0);
        pod.exited(0, 1);
      }
      if (i < 2) pod.wait(60'000);
    }
    pod.policy.containers[0].definition = row.wanted;
    EXPECT_EQ(pod.feed(event::PolicyReplaced{}).size(), row.starts ? 1U : 0U);
    if (!row.starts || row.is_pull) continue;
    pod.started(0);
    EXPECT_THAT(pod.exited(0, 1), ElementsAre("start 0"));  // The first failure of the new one.
  }
}

TEST(Backoff, BeginsAnewAfterAResizeAndAChangeOfImage) {
  for (Definition wanted : {Definition{.image = 1}, Definition{.cpu = 1}}) {
    PodDriver pod({main_container()});
    pod.begin();
    for (int i = 0; i < 3; ++i) {
      pod.started(0);
      pod.exited(0, 1);
      pod.wait(60'000);
    }
    pod.started(0);
    pod.policy.containers[0].definition = wanted;
    pod.feed(event::PolicyReplaced{});
    if (wanted.image != 0) {
      EXPECT_THAT(pod.exited(0, 143), ElementsAre("start 0"));
      pod.started(0);
    }
    EXPECT_THAT(pod.exited(0, 1), ElementsAre("start 0"));
  }
}

class Ephemeral : public Change {
 protected:
  ContainerIndex add() {
    pod.policy.containers.push_back(container(ContainerKind::Ephemeral));
    return static_cast<ContainerIndex>(pod.policy.containers.size() - 1);
  }
};

TEST_F(Ephemeral, StartsAtOnceAndIsNeverRestarted) {
  ContainerIndex index = add();
  EXPECT_THAT(replace(), ElementsAre("start 4"));
  EXPECT_TRUE(pod.is_true(ConditionType::Ready));
  pod.started(index);
  EXPECT_EQ(pod.status(index).kind, ContainerShow::Running);
  EXPECT_FALSE(pod.status(index).ready);
  EXPECT_THAT(pod.exited(index, 1), IsEmpty());
  EXPECT_EQ(pod.status(index).kind, ContainerShow::Terminated);
  EXPECT_TRUE(pod.is_true(ConditionType::Ready));
  EXPECT_THAT(pod.wait(3'600'000), IsEmpty());
}

TEST_F(Ephemeral, IsStoppedWithThePodAndDoesNotKeepItFromEnding) {
  add();
  replace();
  pod.started(4);
  pod.exited(2, 0);
  EXPECT_THAT(pod.exited(3, 0), ElementsAre("Killing 1", "Killing 4", "stop 1", "stop 4"));
  pod.exited(1, 0);
  EXPECT_THAT(pod.exited(4, 137), ElementsAre("remove"));
  EXPECT_EQ(pod.status().phase, PodPhase::Succeeded);
}

TEST_F(Ephemeral, OfAPodThatHasEndedIsNotStarted) {
  for (ContainerIndex i : {2, 3, 1}) pod.exited(i, 0);
  add();
  EXPECT_THAT(replace(), IsEmpty());
  pod.feed(event::SandboxRemoved{});
  EXPECT_EQ(pod.status(4).kind, ContainerShow::Waiting);
  EXPECT_EQ(pod.status().phase, PodPhase::Succeeded);
}

TEST_F(Ephemeral, GoesOnThroughTheRestartOfAll) {
  pod.policy.containers[2].restart_rules = {{RestartAction::RestartAllContainers, false, {42}}};
  add();
  replace();
  pod.started(4);
  EXPECT_THAT(pod.exited(2, 42), ElementsAre("Killing 1", "Killing 3", "stop 1", "stop 3"));
  pod.exited(1, 0);
  EXPECT_THAT(pod.exited(3, 0), ElementsAre("start 0"));
  EXPECT_EQ(pod.status(4).kind, ContainerShow::Running);
}

TEST_F(Ephemeral, EndsWithItsSandbox) {
  pod.policy.restart_policy = RestartPolicy::Always;
  add();
  replace();
  pod.started(4);
  pod.feed(event::SandboxLost{});
  EXPECT_THAT(pod.feed(event::SandboxReady{}), ElementsAre("start 0"));
  EXPECT_EQ(name(pod.status(4).terminated->reason), "ContainerStatusUnknown");
}

// A pod whose init container hangs is what it is for.
TEST(EphemeralContainer, GoesBeforeInitAndMain) {
  PodDriver pod({init(), main_container()});
  pod.begin();
  pod.policy.containers.push_back(container(ContainerKind::Ephemeral));
  EXPECT_THAT(pod.feed(event::PolicyReplaced{}), IsEmpty());  // One start at a time.
  EXPECT_THAT(pod.started(0), Contains("start 2"));
  EXPECT_THAT(pod.exited(0, 0), IsEmpty());
  EXPECT_THAT(pod.start_failed(2, StartFailure::ErrImagePull), ElementsAre("Failed 2", "start 1"));
  EXPECT_EQ(pod.status().phase, PodPhase::Pending);
  pod.started(1);
  EXPECT_EQ(pod.status().phase, PodPhase::Running);
  EXPECT_THAT(pod.wait(10'000), ElementsAre("start 2"));
  EXPECT_THAT(pod.start_failed(2, StartFailure::StartError), ElementsAre("Failed 2"));
  EXPECT_THAT(pod.wait(3'600'000), IsEmpty());
}

}  // namespace
}  // namespace peapod::core
