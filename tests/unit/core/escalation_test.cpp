#include "firmware-agent/core/escalation.h"

#include <gtest/gtest.h>

#include <vector>

#include "tests/unit/core/pod_driver.h"

namespace peapod::core {
namespace {

constexpr auto None = Escalation::None;
constexpr auto Pod = Escalation::RestartPod;
constexpr auto Box = Escalation::Reboot;

struct Row {
  const char* what;
  EscalationPolicy policy;
  std::vector<Millis> pauses;  // Before each failure.
  std::vector<Escalation> verdicts;
};

TEST(Escalation, CountsFailuresThenRestartsOfThePod) {
  constexpr Millis kShort = kEscalationQuiet - 1;
  constexpr Millis kQuiet = kEscalationQuiet;
  const Row rows[] = {
      {"nothing said", {0, 0}, {0, 0, 0}, {None, None, None}},
      {"the pod alone, again and again", {2, 0}, {0, 0, 0, 0, 0, 0}, {None, Pod, None, Pod, None, Pod}},
      {"then the box", {2, 1}, {0, 0, 0, 0, 0, 0, 0, 0}, {None, Pod, None, Box, None, Pod, None, Box}},
      {"at each failure", {1, 2}, {0, 0, 0, 0}, {Pod, Pod, Box, Pod}},
      {"the box alone", {0, 2}, {0, 0, 0, 0}, {None, Box, None, Box}},
      {"not quite quiet", {2, 1}, {0, kShort, kShort, kShort}, {None, Pod, None, Box}},
      {"quiet forgets failures", {2, 1}, {0, kQuiet, kShort}, {None, None, Pod}},
      {"quiet forgets restarts", {1, 1}, {0, kQuiet, kShort}, {Pod, Pod, Box}},
  };
  for (const Row& row : rows) {
    EscalationState state;
    Time now{5'000'000};
    for (std::size_t i = 0; i < row.pauses.size(); ++i) {
      now = now + row.pauses[i];
      EXPECT_EQ(note_failure(state, row.policy, now), row.verdicts[i]) << row.what << ", failure " << i;
    }
  }
}

// Takes the event, and says whether it was a failure.
bool fails(PodDriver& pod, const Event& event) {
  const bool failure = is_failure(pod.state, pod.policy, event);
  pod.feed(event);
  return failure;
}

Event exit_of(const PodDriver& pod, std::int32_t code) { return event::Exited{0, pod.launch(0), code, 0, false}; }

TEST(Escalation, EphemeralContainersDoNotFailThePod) {
  PodDriver pod({main_container()});
  pod.begin();
  pod.started(0);
  pod.policy.containers.push_back(container(ContainerKind::Ephemeral));
  pod.feed(event::PolicyReplaced{});
  EXPECT_FALSE(fails(pod, event::StartFailed{1, pod.launch(1), StartFailure::StartError, 128}));
  pod.policy.containers.push_back(container(ContainerKind::Ephemeral));
  pod.feed(event::PolicyReplaced{});
  pod.started(2);
  ASSERT_EQ(pod.state.containers[2].phase, ContainerPhase::Running);
  EXPECT_FALSE(fails(pod, event::Exited{2, pod.launch(2), 3, 0, false}));
  EXPECT_TRUE(fails(pod, exit_of(pod, 3)));
}

TEST(Escalation, ExitsByThemselvesWithAnotherCodeThanZeroAreFailures) {
  PodDriver pod({main_container()});
  pod.begin();
  const Event no_exec = event::StartFailed{0, pod.launch(0), StartFailure::StartError, 128};
  EXPECT_TRUE(fails(pod, no_exec));
  EXPECT_FALSE(fails(pod, no_exec)) << "it came twice, and the container starts again";
  pod.wait(1);
  EXPECT_FALSE(fails(pod, event::StartFailed{0, pod.launch(0), StartFailure::ErrImagePull, 0})) << "not there yet";
  pod.wait(60'000);
  pod.started(0);
  const Event failure = exit_of(pod, 1);
  EXPECT_TRUE(fails(pod, failure));
  EXPECT_FALSE(fails(pod, failure)) << "it came twice";
  pod.wait(60'000);
  pod.started(0);
  EXPECT_FALSE(fails(pod, exit_of(pod, 0)));
}

TEST(Escalation, KilledForItsProbeIsAFailureWhateverItsCode) {
  PodDriver pod({with_probe(main_container(), ProbeKind::Liveness, {.period = 1000, .failure_threshold = 1})});
  pod.begin();
  pod.started(0);
  pod.wait(2000);
  pod.probe_done(0, ProbeKind::Liveness, ProbeOutcome::Failure);
  EXPECT_TRUE(fails(pod, exit_of(pod, 0)));
}

TEST(Escalation, StopsAreNoFailures) {
  PodDriver restarted({main_container()});
  restarted.begin();
  restarted.started(0);
  restarted.feed(event::PodRestartRequested{});
  EXPECT_FALSE(fails(restarted, exit_of(restarted, 143))) << "restart of the pod";

  PodDriver deleted({main_container()});
  deleted.begin();
  deleted.started(0);
  deleted.stop();
  EXPECT_FALSE(fails(deleted, exit_of(deleted, 143))) << "deletion";
}

TEST(RebootGuard, AtMostThreeWithoutHealthBetween) {
  RebootGuard guard;
  EXPECT_EQ(ask_reboot(guard, false, {100}), RebootVerdict::NotAllowed);
  EXPECT_EQ(guard.reboots, 0);
  EXPECT_EQ(health_due(guard), std::nullopt);
  for (std::int32_t i = 1; i <= kRebootsMax; ++i) {
    EXPECT_EQ(ask_reboot(guard, true, {1000 * i}), RebootVerdict::Reboot);
    EXPECT_EQ(guard.reboots, i);
  }
  EXPECT_EQ(ask_reboot(guard, true, {9000}), RebootVerdict::TooMany);
  EXPECT_EQ(guard.reboots, kRebootsMax);
  EXPECT_EQ(health_due(guard), Time{9000 + kHealth}) << "a reason to reboot is no health";
}

}  // namespace
}  // namespace peapod::core
