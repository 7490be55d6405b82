#include "firmware-agent/core/restart.h"

#include <gtest/gtest.h>

namespace peapod::core {
namespace {

struct Row {
  RestartPolicy policy;
  ContainerKind kind;
  std::int32_t exit_code;
  KillCause killed_for;
  bool restarts;
};

using enum RestartPolicy;
using enum ContainerKind;

// Kubernetes 1.36, pods.md A6, C3, C4, C5.
constexpr Row kRows[] = {
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
};

TEST(Restart, FollowsPolicyKindExitAndCause) {
  for (const Row& row : kRows) {
    EXPECT_EQ(wants_restart(row.policy, row.kind, row.exit_code, row.killed_for), row.restarts)
        << "policy " << static_cast<int>(row.policy) << " kind " << static_cast<int>(row.kind) << " exit "
        << row.exit_code << " cause " << static_cast<int>(row.killed_for);
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
