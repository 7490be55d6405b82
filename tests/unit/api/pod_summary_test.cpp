// The STATUS column, case by case, as Kubernetes' printers_test.go has them.

#include "firmware-agent/api/pod_summary.h"

#include <gtest/gtest.h>

#include "config/load.h"

namespace peapod::api {
namespace {

using Kind = core::ContainerStatus::Kind;
using Reason = core::TerminationReason;

core::ContainerStatus waiting(std::string_view reason, std::int32_t restarts = 0) {
  core::ContainerStatus status;
  status.waiting_reason = reason;
  status.restart_count = restarts;
  return status;
}

core::ContainerStatus running(bool ready = true, std::int32_t restarts = 0) {
  core::ContainerStatus status;
  status.kind = Kind::Running;
  status.ready = ready;
  status.started = true;
  status.restart_count = restarts;
  return status;
}

core::ContainerStatus ended(Reason reason, int exit_code) {
  core::ContainerStatus status;
  status.kind = Kind::Terminated;
  status.terminated = core::Termination{};
  status.terminated->reason = reason;
  status.terminated->exit_code = exit_code;
  return status;
}

core::ContainerStatus after_restart(core::ContainerStatus status, std::int64_t ended_ms) {
  status.last = core::Termination{};
  status.last->finished_at = {ended_ms};
  return status;
}

struct Case {
  const char* what;
  std::string init;  // One letter each: i init container, s sidecar.
  std::size_t mains;
  core::PodPhase phase;
  std::vector<core::ContainerStatus> statuses;
  bool initialized;
  bool ready;
  bool deleting;
  const char* column;
  const char* ready_column;
  std::int32_t restarts;
};

config::PodSpec spec_of(const Case& c) {
  config::PodSpec spec;
  for (const char kind : c.init) {
    config::Container& container = spec.init_containers.emplace_back();
    container.name = "init" + std::to_string(spec.init_containers.size());
    container.sidecar = kind == 's';
  }
  for (std::size_t i = 0; i < c.mains; ++i) {
    spec.containers.emplace_back();
    spec.containers.back().name = "main" + std::to_string(i);
  }
  return spec;
}

TEST(PodSummary, StatusColumn) {
  using Phase = core::PodPhase;
  const core::ContainerStatus done = ended(Reason::Completed, 0);
  const core::ContainerStatus wait = waiting("PodInitializing");
  const std::vector<Case> cases = {
      {"just made",
       "",
       1,
       Phase::Pending,
       {waiting("ContainerCreating")},
       true,
       false,
       false,
       "ContainerCreating",
       "0/1",
       0},
      {"running", "", 2, Phase::Running, {running(), running()}, true, true, false, "Running", "2/2", 0},
      {"one not ready", "", 2, Phase::Running, {running(), running(false)}, true, false, false, "Running", "1/2", 0},
      {"restarts add up",
       "",
       2,
       Phase::Running,
       {running(true, 3), running(true, 2)},
       true,
       true,
       false,
       "Running",
       "2/2",
       5},
      {"crash loop",
       "",
       1,
       Phase::Running,
       {waiting("CrashLoopBackOff", 4)},
       true,
       false,
       false,
       "CrashLoopBackOff",
       "0/1",
       4},
      {"image missing",
       "",
       1,
       Phase::Pending,
       {waiting("ErrImageNeverPull")},
       true,
       false,
       false,
       "ErrImageNeverPull",
       "0/1",
       0},
      {"succeeded", "", 1, Phase::Succeeded, {done}, true, false, false, "Completed", "0/1", 0},
      {"failed", "", 1, Phase::Failed, {ended(Reason::Error, 3)}, true, false, false, "Error", "0/1", 0},
      {"out of memory",
       "",
       1,
       Phase::Failed,
       {ended(Reason::OOMKilled, 137)},
       true,
       false,
       false,
       "OOMKilled",
       "0/1",
       0},
      {"the first container's reason wins",
       "",
       2,
       Phase::Running,
       {waiting("CrashLoopBackOff", 1), ended(Reason::Error, 1)},
       true,
       false,
       false,
       "CrashLoopBackOff",
       "0/2",
       1},
      {"one done, one runs", "", 2, Phase::Running, {done, running()}, true, true, false, "Running", "1/2", 0},
      {"one done, one runs, pod not ready",
       "",
       2,
       Phase::Running,
       {done, running()},
       true,
       false,
       false,
       "NotReady",
       "1/2",
       0},
      {"one done, one is not ready",
       "",
       2,
       Phase::Running,
       {done, running(false)},
       true,
       false,
       false,
       "Completed",
       "0/2",
       0},
      {"first init runs",
       "ii",
       1,
       Phase::Pending,
       {running(false), wait, wait},
       false,
       false,
       false,
       "Init:0/2",
       "0/1",
       0},
      {"second init runs",
       "ii",
       1,
       Phase::Pending,
       {done, running(false), wait},
       false,
       false,
       false,
       "Init:1/2",
       "0/1",
       0},
      {"init failed",
       "i",
       1,
       Phase::Failed,
       {ended(Reason::Error, 1), wait},
       false,
       false,
       false,
       "Init:Error",
       "0/1",
       0},
      {"init out of memory",
       "i",
       1,
       Phase::Failed,
       {ended(Reason::OOMKilled, 137), wait},
       false,
       false,
       false,
       "Init:OOMKilled",
       "0/1",
       0},
      {"init crashes",
       "i",
       1,
       Phase::Pending,
       {waiting("CrashLoopBackOff", 2), wait},
       false,
       false,
       false,
       "Init:CrashLoopBackOff",
       "0/1",
       2},
      {"init waits its turn", "i", 1, Phase::Pending, {wait, wait}, false, false, false, "Init:0/1", "0/1", 0},
      {"after init", "i", 1, Phase::Pending, {done, wait}, true, false, false, "PodInitializing", "0/1", 0},
      {"sidecar counts as container",
       "s",
       1,
       Phase::Running,
       {running(), running()},
       true,
       true,
       false,
       "Running",
       "2/2",
       0},
      {"sidecar starts",
       "s",
       1,
       Phase::Pending,
       {waiting("PodInitializing"), wait},
       false,
       false,
       false,
       "Init:0/1",
       "0/2",
       0},
      {"sidecar not ready",
       "s",
       1,
       Phase::Running,
       {running(false), running()},
       true,
       false,
       false,
       "Running",
       "1/2",
       0},
      {"sidecar's restarts stay, init's go",
       "is",
       1,
       Phase::Running,
       {done, running(true, 2), running(true, 1)},
       true,
       true,
       false,
       "Running",
       "2/2",
       3},
      {"deleted", "", 1, Phase::Running, {running()}, true, true, true, "Terminating", "1/1", 0},
      {"deleted when ended", "", 1, Phase::Succeeded, {done}, true, false, true, "Completed", "0/1", 0},
  };
  for (const Case& c : cases) {
    core::PodStatus status;
    status.phase = c.phase;
    status.containers = c.statuses;
    for (std::size_t i = 0; i < core::kConditionCount; ++i)
      status.conditions[i].type = static_cast<core::ConditionType>(i);
    for (core::Condition& condition : status.conditions) {
      if (condition.type == core::ConditionType::Initialized) condition.is_true = c.initialized;
      if (condition.type == core::ConditionType::Ready) condition.is_true = c.ready;
    }
    const PodSummary summary = summarize(spec_of(c), status, c.deleting);
    EXPECT_EQ(summary.status, c.column) << c.what;
    EXPECT_EQ(std::to_string(summary.ready) + "/" + std::to_string(summary.containers), c.ready_column) << c.what;
    EXPECT_EQ(summary.restarts, c.restarts) << c.what;
  }
}

PodSummary failed_pod(std::string_view reason, const char* waiting_reason, bool has_begun) {
  core::PodStatus status;
  status.phase = core::PodPhase::Failed;
  status.reason = reason;
  status.containers = {waiting(waiting_reason)};
  const Case c{"", "", 1, status.phase, {}, has_begun, false, false, "", "", 0};
  return summarize(spec_of(c), status, false, has_begun);
}

TEST(PodSummary, ThePodsReasonStandsForItsPhase) {
  EXPECT_EQ(failed_pod("DeadlineExceeded", "", true).status, "DeadlineExceeded");
}

TEST(PodSummary, APodThatNeverBegan) {
  const PodSummary summary = failed_pod("OutOfcpu", "ContainerCreating", false);
  EXPECT_EQ(summary.status, "OutOfcpu");
  EXPECT_EQ(summary.ready, 0U);
  EXPECT_EQ(summary.containers, 1U);
}

TEST(PodSummary, LastRestartIsTheNewestOfAll) {
  core::PodStatus status;
  status.phase = core::PodPhase::Running;
  status.containers = {after_restart(running(true, 1), 500), after_restart(running(true, 1), 800)};
  const Case c{"", "", 2, status.phase, {}, true, true, false, "", "", 0};
  EXPECT_EQ(summarize(spec_of(c), status, false).last_restart, core::Time{800});
  status.containers = {running(), running()};
  EXPECT_FALSE(summarize(spec_of(c), status, false).last_restart);
}

}  // namespace
}  // namespace peapod::api
