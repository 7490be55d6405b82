#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/core/pod_driver.h"

// The probe worker, pods.md C2.

namespace peapod::core {
namespace {

using enum ProbeKind;
using enum ProbeOutcome;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(Probe, FirstAtOnceThenEveryPeriod) {
  PodDriver pod({with_probe(main_container(), Liveness)});
  pod.begin();
  EXPECT_THAT(pod.started(0), Contains("probe Liveness 0"));
  pod.wait(200);
  pod.probe_done(0, Liveness, Success);
  EXPECT_THAT(pod.wait(9'799), IsEmpty());
  EXPECT_THAT(pod.wait(1), ElementsAre("probe Liveness 0"));
}

TEST(Probe, SlowRunIsFollowedAtOnceByTheNext) {
  PodDriver pod({with_probe(main_container(), Liveness)});
  pod.begin();
  pod.started(0);
  EXPECT_THAT(pod.wait(25'000), IsEmpty());
  EXPECT_THAT(pod.probe_done(0, Liveness, Success), ElementsAre("probe Liveness 0"));
}

TEST(Probe, InitialDelayCountsFromTheStart) {
  PodDriver pod({with_probe(main_container(), Readiness, {.initial_delay = 7'000})});
  pod.begin();
  EXPECT_THAT(pod.started(0), ElementsAre("Created 0", "Started 0"));
  EXPECT_THAT(pod.wait(6'999), IsEmpty());
  EXPECT_THAT(pod.wait(1), ElementsAre("probe Readiness 0"));
}

TEST(Probe, LivenessNeedsFailuresInARow) {
  PodDriver pod({with_probe(main_container(), Liveness)});
  pod.begin();
  pod.started(0);
  for (ProbeOutcome outcome : {Failure, Failure, Success, Failure, Error, Failure}) {
    EXPECT_THAT(pod.probe_done(0, Liveness, outcome), testing::Not(Contains("Killing 0")));
    EXPECT_THAT(pod.wait(10'000), ElementsAre("probe Liveness 0"));
  }
  EXPECT_THAT(pod.probe_done(0, Liveness, Failure), ElementsAre("Unhealthy 0", "Killing 0", "stop 0"));
}

TEST(Probe, OwnGraceOfLiveness) {
  PodDriver pod({with_probe(main_container(), Liveness, {.failure_threshold = 1, .termination_grace = 5'000})});
  pod.begin();
  pod.started(0);
  pod.probe_done(0, Liveness, Failure);
  EXPECT_THAT(pod.wait(4'999), IsEmpty());
  EXPECT_THAT(pod.wait(1), Contains("kill 0"));
  EXPECT_THAT(pod.exited(0, 137), Contains("start 0"));
}

TEST(Probe, StartupHoldsBackTheOthers) {
  PodDriver pod({with_probe(with_probe(with_probe(main_container(), Startup), Liveness), Readiness)});
  pod.begin();
  EXPECT_THAT(pod.started(0), ElementsAre("Created 0", "Started 0", "probe Startup 0"));
  EXPECT_FALSE(pod.status(0).started);
  EXPECT_THAT(pod.probe_done(0, Startup, Success), ElementsAre("probe Liveness 0", "probe Readiness 0"));
  EXPECT_TRUE(pod.status(0).started);
  pod.probe_done(0, Liveness, Success);
  pod.probe_done(0, Readiness, Success);
  EXPECT_THAT(pod.wait(10'000), ElementsAre("probe Liveness 0", "probe Readiness 0"));
}

TEST(Probe, FailedStartupEndsTheContainer) {
  PodDriver pod({with_probe(main_container(), Startup, {.failure_threshold = 2})}, RestartPolicy::Never);
  pod.begin();
  pod.started(0);
  pod.probe_done(0, Startup, Failure);
  pod.wait(10'000);
  EXPECT_THAT(pod.probe_done(0, Startup, Failure), ElementsAre("Unhealthy 0", "Killing 0", "stop 0"));
  EXPECT_THAT(pod.exited(0, 0), ElementsAre("remove"));  // Never means never.
}

TEST(Probe, ReadinessChangesReadyAndNothingElse) {
  PodDriver pod({with_probe(main_container(), Readiness, {.success_threshold = 2, .failure_threshold = 1})});
  pod.begin();
  pod.started(0);
  EXPECT_FALSE(pod.is_true(ConditionType::Ready));
  EXPECT_THAT(pod.condition(ConditionType::Ready).incomplete, ElementsAre(0));
  pod.probe_done(0, Readiness, Success);
  pod.wait(10'000);
  pod.probe_done(0, Readiness, Success);
  EXPECT_TRUE(pod.is_true(ConditionType::Ready));
  EXPECT_EQ(pod.condition(ConditionType::Ready).since, pod.now);
  pod.wait(10'000);
  EXPECT_THAT(pod.probe_done(0, Readiness, Failure), ElementsAre("Unhealthy 0"));
  EXPECT_FALSE(pod.is_true(ConditionType::Ready));
  EXPECT_EQ(pod.status(0).kind, ContainerShow::Running);
}

TEST(Probe, NotReadyIsProbedAgainWhenThePodChanges) {
  PodDriver pod({with_probe(main_container(), Readiness, {.period = 60'000}), main_container()});
  pod.begin();
  pod.started(0);
  pod.probe_done(0, Readiness, Failure);
  pod.started(1);
  EXPECT_THAT(pod.wait(999), IsEmpty());
  EXPECT_THAT(pod.wait(1), ElementsAre("probe Readiness 0"));
}

TEST(Probe, OnlyReadinessGoesOnWhileThePodStops) {
  PodDriver pod({with_probe(with_probe(main_container(), Liveness), Readiness)});
  pod.begin();
  pod.started(0);
  pod.probe_done(0, Liveness, Success);
  pod.probe_done(0, Readiness, Success);
  pod.stop();
  EXPECT_TRUE(pod.status(0).ready);
  EXPECT_THAT(pod.wait(10'000), ElementsAre("probe Readiness 0"));
}

TEST(Probe, WarningIsASuccessWithANotice) {
  PodDriver pod({with_probe(main_container(), Readiness)});
  pod.begin();
  pod.started(0);
  EXPECT_THAT(pod.probe_done(0, Readiness, Warning), ElementsAre("ProbeWarning 0"));
  EXPECT_TRUE(pod.status(0).ready);
}

}  // namespace
}  // namespace peapod::core
