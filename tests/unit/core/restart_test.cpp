#include "firmware-agent/core/restart.h"

#include <gtest/gtest.h>

#include "tests/unit/core/pod_driver.h"

namespace peapod::core {
namespace {

using enum RestartPolicy;
using enum ContainerKind;

// Kubernetes 1.36, pods.md A6, C3, C4, C5.
struct PolicyRow {
  RestartPolicy policy;
  ContainerKind kind;
  std::int32_t exit_code;
  KillCause killed_for;
  bool restarts;
};

constexpr PolicyRow kPolicyRows[] = {
    {Always, Main, 0, KillCause::None, true},          {Always, Main, 1, KillCause::None, true},
    {OnFailure, Main, 0, KillCause::None, false},      {OnFailure, Main, 1, KillCause::None, true},
    {OnFailure, Main, 137, KillCause::None, true},     {Never, Main, 0, KillCause::None, false},
    {Never, Main, 1, KillCause::None, false},          {Always, Init, 0, KillCause::None, false},
    {Always, Init, 1, KillCause::None, true},          {OnFailure, Init, 0, KillCause::None, false},
    {OnFailure, Init, 1, KillCause::None, true},       {Never, Init, 1, KillCause::None, false},
    {Always, Sidecar, 0, KillCause::None, true},       {OnFailure, Sidecar, 0, KillCause::None, true},
    {Never, Sidecar, 0, KillCause::None, true},        {Never, Sidecar, 1, KillCause::None, true},
    {OnFailure, Main, 0, KillCause::Liveness, true},   {OnFailure, Main, 0, KillCause::Startup, true},
    {OnFailure, Main, 0, KillCause::PostStart, false}, {Never, Main, 143, KillCause::Liveness, false},
    {Never, Main, 0, KillCause::RestartAll, true},     {Never, Init, 0, KillCause::RestartAll, true},
};

TEST(Restart, FollowsPolicyKindExitAndCause) {
  for (const PolicyRow& row : kPolicyRows) {
    PodPolicy pod;
    pod.restart_policy = row.policy;
    AfterExit expected = row.restarts ? AfterExit::Restart : AfterExit::Stay;
    EXPECT_EQ(after_exit(pod, container(row.kind), row.exit_code, row.killed_for), expected)
        << "policy " << static_cast<int>(row.policy) << " kind " << static_cast<int>(row.kind) << " exit "
        << row.exit_code << " cause " << static_cast<int>(row.killed_for);
  }
}

// The container's own policy goes before the pod's (api/v1/pod/util.go ContainerShouldRestart).
TEST(Restart, OwnPolicyOverridesThePods) {
  struct Row {
    RestartPolicy pods;
    RestartPolicy own;
    std::int32_t exit_code;
    KillCause killed_for;
    AfterExit after;
  };
  constexpr Row kRows[] = {
      {Never, Always, 0, KillCause::None, AfterExit::Restart},
      {Never, OnFailure, 0, KillCause::None, AfterExit::Stay},
      {Never, OnFailure, 3, KillCause::None, AfterExit::Restart},
      {Always, Never, 3, KillCause::None, AfterExit::Stay},
      {Always, OnFailure, 0, KillCause::None, AfterExit::Stay},
      {Always, Never, 143, KillCause::Liveness, AfterExit::Stay},
      {Never, OnFailure, 0, KillCause::Liveness, AfterExit::Restart},
  };
  for (const Row& row : kRows) {
    PodPolicy pod;
    pod.restart_policy = row.pods;
    ContainerPolicy own = main_container();
    own.restart_policy = row.own;
    EXPECT_EQ(after_exit(pod, own, row.exit_code, row.killed_for), row.after) << &row - kRows;
  }
}

// restartPolicyRules (KEP-5307): the first rule that matches wins, before the policy. Kubelet 1.36 evaluates
// them on exits, and not when it restarts a container for its probe.
TEST(Restart, RulesOfExitCodes) {
  const RestartRule kRestart42 = {RestartAction::Restart, false, {42, 43}};
  const RestartRule kRestartOthers = {RestartAction::Restart, true, {0, 1}};
  const RestartRule kAll42 = {RestartAction::RestartAllContainers, false, {42}};
  const RestartRule kAll0 = {RestartAction::RestartAllContainers, false, {0}};
  const RestartRule kRestart0 = {RestartAction::Restart, false, {0}};
  struct Row {
    const char* what;
    ContainerKind kind;
    RestartPolicy policy;
    std::vector<RestartRule> rules;
    std::int32_t exit_code;
    KillCause killed_for;
    AfterExit after;
  };
  const Row kRows[] = {
      {"In", Main, Never, {kRestart42}, 43, KillCause::None, AfterExit::Restart},
      {"In, not listed", Main, Never, {kRestart42}, 44, KillCause::None, AfterExit::Stay},
      {"NotIn", Main, Never, {kRestartOthers}, 2, KillCause::None, AfterExit::Restart},
      {"NotIn, listed", Main, Never, {kRestartOthers}, 1, KillCause::None, AfterExit::Stay},
      {"no match: the policy", Main, OnFailure, {kRestart42}, 1, KillCause::None, AfterExit::Restart},
      {"first match wins", Main, Never, {kRestart42, kAll42}, 42, KillCause::None, AfterExit::Restart},
      {"all", Main, Never, {kAll42, kRestart42}, 42, KillCause::None, AfterExit::RestartAllContainers},
      {"all, of a sidecar", Sidecar, Always, {kAll42}, 42, KillCause::None, AfterExit::RestartAllContainers},
      {"all, of an init container", Init, Never, {kAll0}, 0, KillCause::None, AfterExit::RestartAllContainers},
      {"a completed init container", Init, Never, {kRestart0}, 0, KillCause::None, AfterExit::Stay},
      {"a probe restarts one", Main, OnFailure, {kAll42}, 42, KillCause::Liveness, AfterExit::Restart},
      {"a probe under Never", Main, Never, {kAll42}, 42, KillCause::Liveness, AfterExit::RestartAllContainers},
      {"postStart", Main, Never, {kRestart42}, 42, KillCause::PostStart, AfterExit::Restart},
  };
  for (const Row& row : kRows) {
    ContainerPolicy own = container(row.kind);
    own.restart_policy = row.policy;
    own.restart_rules = row.rules;
    EXPECT_EQ(after_exit(PodPolicy{}, own, row.exit_code, row.killed_for), row.after) << row.what;
  }
}

TEST(TerminationReason, NamesTheKernelsKill) {
  EXPECT_EQ(termination_reason(0, false), TerminationReason::Completed);
  EXPECT_EQ(termination_reason(1, false), TerminationReason::Error);
  EXPECT_EQ(termination_reason(137, false), TerminationReason::Error);
  EXPECT_EQ(termination_reason(137, true), TerminationReason::OOMKilled);
}

}  // namespace
}  // namespace peapod::core
