#include <fcntl.h>
#include <sched.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <functional>

#include "platform/sys/file.h"
#include "tests/support/eventually.h"
#include "tests/unit/platform/keeper_fixture.h"

namespace peapod::platform {
namespace {

using Arg = PlanBuilder::Arg;
using Kind = KeeperReport::Kind;

UniqueFd pid_namespace_of(const std::string& process) {
  UniqueFd fd(open(("/proc/" + process + "/ns/pid").c_str(), O_RDONLY | O_CLOEXEC));
  EXPECT_TRUE(fd);
  return fd;
}

// A pod's init: peapod-pause, descriptor 0, as PID 1 of a new PID namespace.
Plan init_plan(const std::vector<std::string>& argv) {
  PlanBuilder builder;
  const Arg program = builder.fd();
  builder.clone(CLONE_NEWPID, nullptr);
  builder.call(
      "exec init", SYS_execveat,
      {program, builder.string(""), builder.strings(argv), builder.strings({}), PlanBuilder::value(AT_EMPTY_PATH)});
  Result<Plan> plan = builder.finish();
  EXPECT_TRUE(plan);
  return std::move(*plan);
}

// The keeper enters the PID namespace of descriptor 0, clones, and comes back by 1; the child's output is 2.
Plan plan_inside(const std::function<void(PlanBuilder&, Arg output)>& add_child_steps) {
  PlanBuilder builder;
  const Arg there = builder.fd(), back = builder.fd(), output = builder.fd();
  const Arg kind = PlanBuilder::value(CLONE_NEWPID);
  builder.call("enter pid namespace", SYS_setns, {there, kind});
  builder.clone(0, nullptr);
  add_child_steps(builder, output);
  builder.undo("leave pid namespace", SYS_setns, {back, kind});
  Result<Plan> plan = builder.finish();
  EXPECT_TRUE(plan);
  return std::move(*plan);
}

TEST_F(KeeperTest, PlanRunsInAnotherPidNamespaceAndComesBack) {
  start();
  const pid_t init = launch(1, init_plan({"/pause"}), {program_.get()});
  const UniqueFd pod = pid_namespace_of(std::to_string(init)), own = pid_namespace_of("self");
  const Plan inside = plan_inside([](PlanBuilder& builder, Arg output) {
    Arg pid = builder.word(0);
    builder.call("getpid", SYS_getpid, {}, {.result = &pid});
    builder.call("tell", SYS_write, {output, pid, PlanBuilder::value(sizeof(long))});
  });
  Pipe told;
  launch(2, inside, {pod.get(), own.get(), told.write.get()});
  EXPECT_EQ(next_report().kind, Kind::Exited);
  const std::string bytes = told.read_all();
  long pid_inside = 0;
  ASSERT_EQ(bytes.size(), sizeof pid_inside);
  std::memcpy(&pid_inside, bytes.data(), sizeof pid_inside);
  EXPECT_EQ(pid_inside, 2);

  launch_program(3, {"/bin/sh", "-c", "echo $$"});
  const KeeperReport exited = next_report();
  EXPECT_EQ(output_.read_all(), std::to_string(exited.pid) + "\n") << "back in the host's PID namespace";
}

TEST_F(KeeperTest, ComesBackFromAPidNamespaceWhereNothingCanStart) {
  start();
  const pid_t init = launch(1, init_plan({"/pause"}), {program_.get()});
  const UniqueFd pod = pid_namespace_of(std::to_string(init)), own = pid_namespace_of("self");
  ASSERT_TRUE(client_->signal(1, SIGKILL));
  EXPECT_EQ(next_report().kind, Kind::Exited);
  Pipe told;
  const int fds[] = {pod.get(), own.get(), told.write.get()};
  ASSERT_TRUE(client_->launch(2, plan_inside([](PlanBuilder&, Arg) {}), fds, {}));
  const KeeperReport failed = next_report();
  EXPECT_EQ(failed.kind, Kind::LaunchFailed);
  EXPECT_EQ(failed.error, ENOMEM) << "clone into a PID namespace whose init has died";
  launch_program(3, {"/bin/sh", "-c", "echo $$"});
  const KeeperReport exited = next_report();
  EXPECT_EQ(output_.read_all(), std::to_string(exited.pid) + "\n");
}

TEST_F(KeeperTest, InitIgnoresSignalsAndReapsOrphans) {
  start();
  const pid_t init = launch(1, init_plan({"/pause", "init"}), {program_.get()});
  for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGUSR1}) ASSERT_TRUE(client_->signal(1, signal));
  const UniqueFd pod = pid_namespace_of(std::to_string(init)), own = pid_namespace_of("self");
  const Plan inside = plan_inside([](PlanBuilder& builder, Arg output) {
    const std::string argv[] = {"/bin/sh", "-c", "(echo orphan) & exit 4"};
    builder.call("dup output", SYS_dup3, {output, PlanBuilder::value(1), PlanBuilder::value(0)});
    builder.call("exec", SYS_execve, {builder.string(argv[0]), builder.strings(argv), builder.strings({})});
  });
  launch(2, inside, {pod.get(), own.get(), output_.write.get()});
  EXPECT_EQ(WEXITSTATUS(next_report().wait_status), 4) << "init is alive, or there could be no second process";
  EXPECT_EQ(output_.read_all(), "orphan\n");
  const std::string process = "/proc/" + std::to_string(init);
  const std::string children = process + "/task/" + std::to_string(init) + "/children";
  EXPECT_TRUE(test::eventually(std::chrono::seconds(10), [&] {
    const Result<std::string> text = sys::read_file(children, 4096);
    return text && text->empty();
  })) << "the orphan stays a zombie";
  EXPECT_EQ(*sys::read_file(process + "/cmdline", 64), std::string("/pause\0init\0", 12));
  ASSERT_TRUE(client_->signal(1, SIGKILL));
  EXPECT_EQ(next_report().id, 1U);
}

}  // namespace
}  // namespace peapod::platform
