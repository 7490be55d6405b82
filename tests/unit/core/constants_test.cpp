#include <gtest/gtest.h>

#include "firmware-agent/core/backoff.h"
#include "firmware-agent/core/container_change.h"
#include "firmware-agent/core/container_stop.h"
#include "firmware-agent/core/probe_machine.h"
#include "tests/unit/core/pod_driver.h"

// Every number the machine decides by, and where it is from: the kubelet's of Kubernetes 1.36, or our own. The tests
// named beside them hold the machine to it at the millisecond.

namespace peapod::core {
namespace {

struct Constant {
  const char* rule;
  Millis is;
  Millis wanted;
  const char* source;
  const char* test;
};

const Constant kConstants[] = {
    {"first delay of a restart", next_backoff(0, PodPolicy{}.backoff_max), 10'000,
     "kubelet.go initialNodeCrashLoopBackOff, backOffPeriod", "Backoff.DoublesFromTenSecondsToTheMaximum"},
    {"longest delay of a restart", PodPolicy{}.backoff_max, 300'000, "kubelet.go MaxCrashLoopBackOff; KEP-5593",
     "CrashLoop.HasTheMaximumOfTheAgent"},
    {"factor of the delays", next_backoff(10'000, 300'000) / 10'000, 2, "client-go/util/flowcontrol/backoff.go",
     "Backoff.DoublesFromTenSecondsToTheMaximum"},
    {"a run that forgets the delay is longer than", kBackoffForgottenAfter, 600'000,
     "kubelet.go, HasExpiredFunc of crashLoopBackOff", "CrashLoop.IsForgottenByALongRun"},
    {"longest delay of a pull", kPullBackoffMax, 300'000, "kubelet.go MaxImageBackOff",
     "FailedPull.HasABackoffOfItsOwnAndCountsNoRestart"},
    {"delay of a sandbox that failed", kSandboxRetry, 10'000, "kubelet.go backOffPeriod of the pod worker",
     "Sandbox.FailureIsRetriedAfterTenSeconds"},
    {"delay of a resize that failed", kResizeRetry, 10'000, "kubelet.go backOffPeriod of the pod worker",
     "Change.FailedResizeIsRetriedAfterTenSeconds"},
    {"least time between stop signal and SIGKILL", kStopMinimum, 2'000,
     "kuberuntime_container.go minimumGracePeriodInSeconds", "Stop.PreStopIsCutAndTwoSecondsRemain"},
    {"grace of a pod", PodPolicy{}.termination_grace, 30'000, "core/v1 DefaultTerminationGracePeriodSeconds",
     "Stop.SignalsThenKillsAtTheEndOfTheGrace"},
    {"period of a probe", ProbePolicy{}.period, 10'000, "core/v1 SetDefaults_Probe",
     "Probe.FirstAtOnceThenEveryPeriod"},
    {"failures in a row", ProbePolicy{}.failure_threshold, 3, "core/v1 SetDefaults_Probe",
     "Probe.LivenessNeedsFailuresInARow"},
    {"successes in a row", ProbePolicy{}.success_threshold, 1, "core/v1 SetDefaults_Probe",
     "Probe.ReadinessChangesReadyAndNothingElse"},
    {"least time between readiness probes out of turn", kReadinessAgainMinimum, 1'000,
     "our own: the kubelet's PLEG relists every second", "Probe.NotReadyIsProbedAgainWhenThePodChanges"},
};

TEST(Constants, AreKubernetes) {
  for (const Constant& constant : kConstants) {
    EXPECT_EQ(constant.is, constant.wanted) << constant.rule << ": " << constant.source << ", " << constant.test;
  }
}

// A row that names a test which is not there holds nobody to anything.
TEST(Constants, NameTestsThatExist) {
  const testing::UnitTest& unit = *testing::UnitTest::GetInstance();
  for (const Constant& constant : kConstants) {
    bool is_found = false;
    for (int i = 0; i < unit.total_test_suite_count() && !is_found; ++i) {
      const testing::TestSuite& suite = *unit.GetTestSuite(i);
      for (int j = 0; j < suite.total_test_count(); ++j) {
        is_found |= std::string(suite.name()) + "." + suite.GetTestInfo(j)->name() == constant.test;
      }
    }
    EXPECT_TRUE(is_found) << constant.test;
  }
}

// A lost container: kubelet_pods.go, "ContainerStatusUnknown", 137 as after SIGKILL.
TEST(Constants, ExitCodeOfALostContainer) {
  PodDriver pod({main_container()});
  pod.begin();
  pod.started(0);
  pod.feed(event::SandboxLost{});
  EXPECT_EQ(pod.status(0).last->exit_code, 137);
}

}  // namespace
}  // namespace peapod::core
