#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>

#include <array>

#include "platform/cgroup/cgroup.h"
#include "tests/unit/platform/container_fixture.h"

// Containers in cgroups, with a terminal, and in the host's PID namespace.

namespace peapod::platform {
namespace {

class CgroupContainerTest : public ContainerTest {
 protected:
  void SetUp() override {
    ContainerTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    auto tree = CgroupTree::open("/sys/fs/cgroup", "peapod-test-" + std::to_string(::getpid()));
    ASSERT_TRUE(tree) << tree.error().message();
    tree_ = std::move(*tree);
    if (!tree_->features().memory) GTEST_SKIP() << "NOT TESTED: " << tree_->features().conditions.front();
    auto pod = tree_->group("pod");
    ASSERT_TRUE(pod) << pod.error().message();
    auto group = (*pod)->child("c");
    ASSERT_TRUE(group) << group.error().message();
    group_ = std::move(*group);
  }
  void TearDown() override {
    group_.reset();
    if (tree_) {
      const Result<void> removed = tree_->remove();
      EXPECT_TRUE(removed) << removed.error().message();
    }
    ContainerTest::TearDown();
  }

  ContainerDescription describe_limited(const std::string& script, std::int64_t memory_bytes) {
    CgroupLimits limits;
    limits.memory_bytes = memory_bytes;
    limits.oom_group = true;
    EXPECT_TRUE(group_->set(limits));
    ContainerDescription description = describe(script);
    description.cgroup.procs = group_->procs();
    description.cgroup.into = group_->clone_into();
    description.cgroup.v2 = tree_->features().mode == CgroupFeatures::Mode::V2;
    description.cgroup.v1_controllers = tree_->features().v1_controllers;
    return description;
  }

  std::unique_ptr<CgroupTree> tree_;
  std::unique_ptr<Cgroup> group_;
};

TEST_F(CgroupContainerTest, OverItsMemoryLimitIsKilledAndCounted) {
  const Outcome outcome = run(describe_limited("x=x; while true; do x=$x$x; done", 16 << 20));
  ASSERT_TRUE(WIFSIGNALED(outcome.status)) << outcome.status << outcome.failure << outcome.output;
  EXPECT_EQ(WTERMSIG(outcome.status), SIGKILL);
  const Result<CgroupUsage> usage = group_->usage();
  ASSERT_TRUE(usage);
  EXPECT_GE(usage->oom_kills, 1U);
}

TEST_F(CgroupContainerTest, SeesItsOwnLimitsAndCannotChangeThem) {
  const bool v2 = tree_->features().mode == CgroupFeatures::Mode::V2;
  const std::string file = v2 ? "/sys/fs/cgroup/memory.max" : "/sys/fs/cgroup/memory/memory.limit_in_bytes";
  const Outcome outcome =
      run(describe_limited("cat " + file + "; echo 1 > " + file + "; mkdir /sys/fs/cgroup/x", 32 << 20));
  EXPECT_EQ(outcome.output, "33554432\nsh: can't create " + file +
                                ": Read-only file system\n"
                                "mkdir: can't create directory '/sys/fs/cgroup/x': Read-only file system\n");
}

TEST_F(ContainerTest, OomScore) {
  ContainerDescription description = describe("cat /proc/self/oom_score_adj");
  description.oom_score_adj = 777;
  EXPECT_EQ(run(std::move(description)).output, "777\n");
}

TEST_F(ContainerTest, HostPidNamespace) {
  ContainerDescription description =
      describe("test $$ -ne 1 && test -d /proc/" + std::to_string(::getpid()) + " && echo host");
  description.pid = ContainerDescription::Pid::Host;
  EXPECT_EQ(run(std::move(description)).output, "host\n");
}

TEST_F(ContainerTest, Terminal) {
  const UniqueFd master(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
  std::array<char, 64> path{};
  ASSERT_EQ(::unlockpt(master.get()), 0);
  ASSERT_EQ(::ptsname_r(master.get(), path.data(), path.size()), 0);
  UniqueFd slave(::open(path.data(), O_RDWR | O_NOCTTY | O_CLOEXEC));
  ASSERT_TRUE(slave);

  ContainerDescription description = describe("test -t 0 && tty; echo x >/dev/tty; echo y >/dev/console; exit 5");
  description.stdio = {slave.get(), slave.get(), slave.get(), true, path.data()};
  Result<PreparedLaunch> prepared = prepare_container(description);
  ASSERT_TRUE(prepared) << prepared.error().message();
  Pipe report;
  prepared->fds[prepared->report_index] = report.write.get();
  launch(next_id(), prepared->plan, prepared->fds);
  EXPECT_EQ(report.read_all(), "");
  slave.reset();
  const KeeperReport exited = next_report();
  EXPECT_EQ(WEXITSTATUS(exited.wait_status), 5);
  std::array<char, 256> text{};
  const ssize_t size = ::read(master.get(), text.data(), text.size());
  ASSERT_GT(size, 0);
  EXPECT_EQ(std::string(text.data(), static_cast<std::size_t>(size)), "/dev/console\r\nx\r\ny\r\n");
}

}  // namespace
}  // namespace peapod::platform
