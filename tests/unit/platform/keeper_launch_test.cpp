#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <set>

#include "tests/unit/platform/keeper_fixture.h"

namespace peapod::platform {
namespace {

using Kind = KeeperReport::Kind;

TEST_F(KeeperTest, LaunchesAProgramAndTellsOfItsEnd) {
  start();
  const pid_t pid = launch_program(1, {"/bin/echo", "hello"});
  EXPECT_GT(pid, 0);
  const KeeperReport exited = next_report();
  EXPECT_EQ(exited.kind, Kind::Exited);
  EXPECT_EQ(exited.id, 1U);
  EXPECT_EQ(exited.pid, pid);
  EXPECT_EQ(exited.wait_status, 0);
  EXPECT_EQ(output_.read_all(), "hello\n");
  EXPECT_EQ(report_.read_all(), "");
}

TEST_F(KeeperTest, ExitStatusIsTheProgramsOwn) {
  start();
  launch_program(1, {"/bin/sh", "-c", "exit 42"});
  EXPECT_EQ(WEXITSTATUS(next_report().wait_status), 42);
}

TEST_F(KeeperTest, FailingStepOfTheChildIsReportedThroughThePipe) {
  start();
  const Plan plan = program_plan({"/no/such/program"});
  launch(1, plan, {output_.write.get(), report_.write.get()});
  EXPECT_EQ(WEXITSTATUS(next_report().wait_status), 127);
  const std::string bytes = report_.read_all();
  ChildFailure failure;
  ASSERT_EQ(bytes.size(), sizeof failure);
  std::memcpy(&failure, bytes.data(), sizeof failure);
  EXPECT_EQ(plan.labels.at(static_cast<std::size_t>(failure.step)), "exec /no/such/program");
  EXPECT_EQ(failure.error, ENOENT);
}

TEST_F(KeeperTest, FailingStepOfTheKeeperMakesNoProcess) {
  start();
  PlanBuilder builder;
  builder.call("fine", SYS_getpid, {});
  builder.call("enter /nowhere", SYS_chdir, {builder.string("/nowhere")});
  builder.clone(0, nullptr);
  const Result<Plan> plan = builder.finish();
  ASSERT_TRUE(plan);
  ASSERT_TRUE(client_->launch(9, *plan, {}, {}));
  const KeeperReport report = next_report();
  EXPECT_EQ(report.kind, Kind::LaunchFailed);
  EXPECT_EQ(report.id, 9U);
  EXPECT_EQ(report.step, 1);
  EXPECT_EQ(report.error, ENOENT);
  EXPECT_TRUE(reconnect().empty());
}

TEST_F(KeeperTest, SignalEndsALaunch) {
  start();
  launch_program(1, {"/bin/sleep", "1000"});
  // Only once the program runs: its end of the report pipe is closed.
  EXPECT_EQ(report_.read_all(), "");
  ASSERT_TRUE(client_->signal(1, SIGTERM));
  const KeeperReport exited = next_report();
  EXPECT_EQ(exited.kind, Kind::Exited);
  EXPECT_EQ(WTERMSIG(exited.wait_status), SIGTERM);
  EXPECT_TRUE(client_->signal(1, SIGTERM)) << "of an exited launch: nothing happens";
  EXPECT_TRUE(client_->signal(77, SIGTERM)) << "of an unknown launch: nothing happens";
  report_ = {};
  launch_program(2, {"/bin/true"});
}

TEST_F(KeeperTest, IdInUseIsRefusedUntilReleased) {
  start();
  launch_program(1, {"/bin/true"});
  EXPECT_EQ(next_report().kind, Kind::Exited);
  const Plan plan = program_plan({"/bin/true"});
  const int fds[] = {output_.write.get(), report_.write.get()};
  ASSERT_TRUE(client_->launch(1, plan, fds, {}));
  const KeeperReport refused = next_report();
  EXPECT_EQ(refused.kind, Kind::LaunchFailed);
  EXPECT_EQ(refused.step, -1);
  EXPECT_EQ(refused.error, EEXIST);
  ASSERT_TRUE(client_->release(1));
  launch_program(1, {"/bin/true"});
}

TEST_F(KeeperTest, RefusesWhatIsNotASealedPlan) {
  start();
  Plan pipe_plan;
  pipe_plan.memfd.reset(dup(output_.read.get()));
  ASSERT_TRUE(client_->launch(1, pipe_plan, {}, {}));
  EXPECT_EQ(next_report().error, ENOEXEC);
  const Plan wants_two = program_plan({"/bin/true"});
  ASSERT_TRUE(client_->launch(1, wants_two, {}, {}));
  EXPECT_EQ(next_report().error, ENOEXEC);
  const int fds[] = {output_.write.get(), report_.write.get()};
  for (const std::vector<std::uint8_t>& hold : {std::vector<std::uint8_t>{2}, {0, 0}}) {
    ASSERT_TRUE(client_->launch(1, wants_two, fds, hold));
    const KeeperReport refused = next_report();
    EXPECT_EQ(refused.kind, Kind::LaunchFailed);
    EXPECT_EQ(refused.error, EINVAL);
  }
  launch_program(1, {"/bin/true"});
}

TEST_F(KeeperTest, RefusesLaunchesWhenItsTableIsFull) {
  start();
  const Plan plan = program_plan({"/bin/true"});
  const int fds[] = {output_.write.get(), report_.write.get()};
  constexpr std::size_t kAsked = 300;
  std::size_t launched = 0, refused = 0, exited = 0;
  const auto take = [&] {
    const KeeperReport report = next_report();
    launched += report.kind == Kind::Launched;
    exited += report.kind == Kind::Exited;
    refused += report.kind == Kind::LaunchFailed && report.step == -1 && report.error == ENOSPC;
  };
  for (LaunchId id = 1; id <= kAsked; ++id) {
    ASSERT_TRUE(client_->launch(id, plan, fds, {}));
    while (launched + refused < id && !HasFailure()) take();
    EXPECT_EQ(launched, std::min<std::size_t>(id, kLaunchesMax));
  }
  while (exited < kLaunchesMax && !HasFailure()) take();
  EXPECT_EQ(launched, kLaunchesMax);
  EXPECT_EQ(refused, kAsked - kLaunchesMax);
  EXPECT_EQ(reconnect().size(), kLaunchesMax);
  ASSERT_TRUE(client_->release(17));
  launch_program(1000, {"/bin/true"});
}

TEST_F(KeeperTest, AgentThatAsksWithoutListeningMissesNothing) {
  start();
  const Plan plan = program_plan({"/bin/true"});
  const int fds[] = {output_.write.get(), report_.write.get()};
  for (LaunchId id = 1; id <= 200; ++id) ASSERT_TRUE(client_->launch(id, plan, fds, {}));
  std::set<LaunchId> launched, exited;
  while (exited.size() < 200 && !HasFailure()) {
    const KeeperReport report = next_report();
    if (report.kind == Kind::Launched) launched.insert(report.id);
    if (report.kind != Kind::Exited) continue;
    EXPECT_TRUE(launched.contains(report.id)) << "an end before its beginning";
    exited.insert(report.id);
  }
  EXPECT_EQ(launched.size(), 200U);
}

TEST_F(KeeperTest, QuitIsRefusedWhileALaunchRuns) {
  start();
  launch_program(1, {"/bin/sleep", "1000"});
  ASSERT_TRUE(client_->quit());
  ASSERT_TRUE(client_->release(1));
  ASSERT_TRUE(client_->signal(1, SIGKILL));
  EXPECT_EQ(next_report().kind, Kind::Exited) << "it still lives, and has not forgotten";
  ASSERT_TRUE(client_->quit());
  EXPECT_TRUE(await_end());
}

TEST_F(KeeperTest, SurvivesSignals) {
  start();
  for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGPIPE, SIGCHLD, SIGABRT, SIGALRM}) {
    ASSERT_EQ(kill(client_->pid(), signal), 0);
  }
  launch_program(1, {"/bin/true"});
  EXPECT_EQ(next_report().kind, Kind::Exited);
}

}  // namespace
}  // namespace peapod::platform
