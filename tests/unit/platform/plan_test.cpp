#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "platform/launch/local_launch.h"
#include "tests/unit/platform/keeper_fixture.h"

namespace peapod::platform {
namespace {

using Arg = PlanBuilder::Arg;

Arg number(long value) { return PlanBuilder::value(static_cast<unsigned long>(value)); }

// Runs a plan in this process as the keeper would; the exit status of the child.
int run(PlanBuilder& builder, const std::vector<int>& fds) {
  Result<Plan> plan = builder.finish();
  EXPECT_TRUE(plan) << plan.error().message();
  const Result<pid_t> pid = launch_here(*plan, fds);
  EXPECT_TRUE(pid) << pid.error().message();
  int status = -1;
  EXPECT_EQ(waitpid(*pid, &status, 0), *pid);
  return status;
}

void write_text(PlanBuilder& builder, Arg fd, std::string_view text, PlanBuilder::Options options = {}) {
  builder.call("write", SYS_write, {fd, builder.string(text), number(static_cast<long>(text.size()))}, options);
}

ChildFailure failure_in(const std::string& bytes) {
  ChildFailure failure;
  EXPECT_EQ(bytes.size(), sizeof failure);
  if (bytes.size() == sizeof failure) std::memcpy(&failure, bytes.data(), sizeof failure);
  return failure;
}

TEST(Plan, ExecsAProgramWithItsArguments) {
  Pipe output, report;
  const Plan plan = program_plan({"/bin/echo", "two", "words"});
  const int fds[] = {output.write.get(), report.write.get()};
  const Result<pid_t> pid = launch_here(plan, fds);
  ASSERT_TRUE(pid) << pid.error().message();
  EXPECT_EQ(output.read_all(), "two words\n");
  EXPECT_EQ(report.read_all(), "");
  int status = -1;
  ASSERT_EQ(waitpid(*pid, &status, 0), *pid);
  EXPECT_EQ(status, 0);
}

TEST(Plan, MayBeRunManyTimesWithOtherDescriptors) {
  const Plan plan = program_plan({"/bin/echo", "again"});
  for (int i = 0; i < 3; ++i) {
    Pipe output, report;
    const int fds[] = {output.write.get(), report.write.get()};
    const Result<pid_t> pid = launch_here(plan, fds);
    ASSERT_TRUE(pid);
    EXPECT_EQ(output.read_all(), "again\n");
    waitpid(*pid, nullptr, 0);
  }
}

TEST(Plan, ReportsTheStepThatFailed) {
  Pipe report;
  PlanBuilder builder;
  builder.report_to(builder.fd());
  builder.clone(0, nullptr);
  builder.call("fine", SYS_getpid, {});
  builder.call("enter /nowhere", SYS_chdir, {builder.string("/nowhere")});
  Result<Plan> plan = builder.finish();
  ASSERT_TRUE(plan);
  const int fds[] = {report.write.get()};
  const Result<pid_t> pid = launch_here(*plan, fds);
  ASSERT_TRUE(pid);
  const ChildFailure failure = failure_in(report.read_all());
  EXPECT_EQ(plan->labels.at(static_cast<std::size_t>(failure.step)), "enter /nowhere");
  EXPECT_EQ(failure.error, ENOENT);
  int status = 0;
  waitpid(*pid, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 127);
}

TEST(Plan, ToleratedErrorSkipsSteps) {
  Pipe output;
  PlanBuilder builder;
  const Arg out = builder.fd();
  builder.clone(0, nullptr);
  builder.call("refused", SYS_chdir, {builder.string("/nowhere")}, {.tolerate = {EACCES, ENOENT}, .skip = 2});
  write_text(builder, out, "skipped 1 ");
  write_text(builder, out, "skipped 2 ");
  write_text(builder, out, "reached");
  EXPECT_EQ(run(builder, {output.write.get()}), 0);
  EXPECT_EQ(output.read_all(), "reached");
}

TEST(Plan, SuccessSkipsItsFallback) {
  Pipe output;
  PlanBuilder builder;
  const Arg out = builder.fd();
  builder.clone(0, nullptr);
  write_text(builder, out, "new way", {.tolerate = {ENOSYS}, .skip_done = 1});
  write_text(builder, out, "old way");
  EXPECT_EQ(run(builder, {output.write.get()}), 0);
  EXPECT_EQ(output.read_all(), "new way");
}

TEST(Plan, OtherErrorsAreNotTolerated) {
  PlanBuilder builder;
  builder.clone(0, nullptr);
  builder.call("refused", SYS_chdir, {builder.string("/nowhere")}, {.tolerate = {EACCES, EPERM}});
  EXPECT_EQ(WEXITSTATUS(run(builder, {})), 127);
}

TEST(Plan, ResultsOfStepsAreArgumentsOfLaterOnes) {
  Pipe output;
  PlanBuilder builder;
  const Arg out = builder.fd();
  Arg copy = builder.word(~0UL);
  builder.clone(0, nullptr);
  builder.call("dup", SYS_fcntl, {out, number(F_DUPFD), number(200)}, {.result = &copy});
  builder.call("close", SYS_close, {out});
  write_text(builder, PlanBuilder::as_value(copy), "through the copy");
  EXPECT_EQ(run(builder, {output.write.get()}), 0);
  EXPECT_EQ(output.read_all(), "through the copy");
}

TEST(Plan, ResultOfAToleratedErrorKeepsTheInitialValue) {
  PlanBuilder builder;
  Arg fallback = builder.word(7);
  builder.clone(0, nullptr);
  builder.call("open", SYS_openat, {number(AT_FDCWD), builder.string("/nowhere"), number(O_RDONLY)},
               {.result = &fallback, .tolerate = {PlanBuilder::kAnyError}});
  builder.call("exit", SYS_exit_group, {PlanBuilder::as_value(fallback)});
  EXPECT_EQ(WEXITSTATUS(run(builder, {})), 7);
}

TEST(Plan, PointersInsideStructsAreRelocated) {
  Pipe output;
  PlanBuilder builder;
  const Arg out = builder.fd();
  iovec parts[2] = {{nullptr, 4}, {nullptr, 3}};
  const Arg area = builder.bytes(parts, sizeof parts);
  builder.address_at(area, offsetof(iovec, iov_base), builder.string("one "));
  builder.address_at(area, sizeof(iovec) + offsetof(iovec, iov_base), builder.string("two"));
  builder.clone(0, nullptr);
  builder.call("writev", SYS_writev, {out, area, number(2)});
  EXPECT_EQ(run(builder, {output.write.get()}), 0);
  EXPECT_EQ(output.read_all(), "one two");
}

TEST(Plan, FailureBeforeTheCloneIsNamedAndUndone) {
  Pipe output;
  PlanBuilder builder;
  const Arg out = builder.fd();
  builder.call("enter /nowhere", SYS_chdir, {builder.string("/nowhere")});
  write_text(builder, out, "not run ");
  write_text(builder, out, "always ", {.always = true});
  builder.clone(0, nullptr);
  write_text(builder, out, "child ");
  builder.undo("undo", SYS_write, {out, builder.string("undone"), number(6)});
  Result<Plan> plan = builder.finish();
  ASSERT_TRUE(plan);
  const int fds[] = {output.write.get()};
  const Result<pid_t> pid = launch_here(*plan, fds);
  ASSERT_FALSE(pid);
  EXPECT_EQ(pid.error().message(), "enter /nowhere: No such file or directory");
  EXPECT_EQ(output.read_all(), "always undone");
}

TEST(Plan, FailedCloneIsUndone) {
  Pipe output;
  PlanBuilder builder;
  const Arg out = builder.fd();
  builder.clone(CLONE_THREAD, nullptr);  // EINVAL without CLONE_VM.
  builder.undo("undo", SYS_write, {out, builder.string("undone"), number(6)});
  Result<Plan> plan = builder.finish();
  ASSERT_TRUE(plan);
  const int fds[] = {output.write.get()};
  const Result<pid_t> pid = launch_here(*plan, fds);
  ASSERT_FALSE(pid);
  EXPECT_EQ(pid.error().code, EINVAL);
  EXPECT_EQ(output.read_all(), "undone");
}

TEST(Plan, ClonesIntoTheDirectoryItIsGiven) {
  // Not a cgroup: that the kernel says so shows that the descriptor reached struct clone_args.
  const UniqueFd directory(open("/", O_PATH | O_DIRECTORY | O_CLOEXEC));
  PlanBuilder builder;
  const Arg cgroup = builder.fd();
  builder.clone(0, &cgroup);
  Result<Plan> plan = builder.finish();
  ASSERT_TRUE(plan);
  const int fds[] = {directory.get()};
  const Result<pid_t> pid = launch_here(*plan, fds);
  ASSERT_FALSE(pid);
  if (pid.error().code == ENOSYS) GTEST_SKIP() << "SKIPPED LOUDLY: this kernel has no clone3";
  EXPECT_EQ(pid.error().code, EBADF);

  UniqueFd v2(open("/sys/fs/cgroup/unified", O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!v2 && access("/sys/fs/cgroup/cgroup.procs", F_OK) == 0) {
    v2.reset(open("/sys/fs/cgroup", O_PATH | O_DIRECTORY | O_CLOEXEC));
  }
  if (!v2) GTEST_SKIP() << "SKIPPED LOUDLY: no cgroup v2 is mounted";
  const int real[] = {v2.get()};
  const Result<pid_t> born = launch_here(*plan, real);
  ASSERT_TRUE(born) << born.error().message();
  EXPECT_EQ(waitpid(*born, nullptr, 0), *born);
}

TEST(Plan, IsSealed) {
  const Plan plan = program_plan({"/bin/true"});
  EXPECT_EQ(fcntl(plan.memfd.get(), F_GET_SEALS) & (F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE),
            F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE);
}

TEST(Plan, OverALimitIsAnError) {
  PlanBuilder many_steps, many_fds, large;
  many_steps.clone(0, nullptr);
  for (PlanWord i = 0; i < kPlanStepsMax; ++i) many_steps.call("getpid", SYS_getpid, {});
  for (PlanWord i = 0; i <= kMaxPlanFds; ++i) many_fds.fd();
  many_fds.clone(0, nullptr);
  large.string(std::string(kPlanSizeMax, 'x'));
  large.clone(0, nullptr);
  for (PlanBuilder* builder : {&many_steps, &many_fds, &large}) {
    const Result<Plan> plan = builder->finish();
    ASSERT_FALSE(plan);
    EXPECT_EQ(plan.error().code, E2BIG);
  }
}

}  // namespace
}  // namespace peapod::platform
