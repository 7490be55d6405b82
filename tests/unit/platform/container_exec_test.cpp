#include <fcntl.h>
#include <sys/wait.h>

#include <filesystem>

#include "tests/unit/platform/container_fixture.h"

// Processes that are added to a container, and the pod's shared PID namespace.

namespace peapod::platform {
namespace {

UniqueFd open_namespace(pid_t pid, const char* kind) {
  return UniqueFd(::open(("/proc/" + std::to_string(pid) + "/ns/" + kind).c_str(), O_RDONLY | O_CLOEXEC));
}

class ExecTest : public ContainerTest {
 protected:
  void SetUp() override {
    ContainerTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    own_pid_ns_ = open_namespace(client_->pid(), "pid");
  }

  ExecDescription describe_exec(pid_t container, const std::string& script) {
    pid_ns_ = open_namespace(container, "pid");
    mnt_ns_ = open_namespace(container, "mnt");
    cgroup_ns_ = open_namespace(container, "cgroup");
    ExecDescription description;
    description.pid_ns = pid_ns_.get();
    description.mnt_ns = mnt_ns_.get();
    description.cgroup_ns = cgroup_ns_.get();
    description.own_pid_ns = own_pid_ns_.get();
    description.argv = {"sh", "-c", script};
    description.env = {"PATH=/bin"};
    description.credentials.capabilities = default_capabilities();
    return description;
  }

  Outcome exec(PreparedLaunch& prepared) {
    Outcome outcome;
    Pipe output;
    Pipe report;
    const UniqueFd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
    prepared.fds[prepared.stdin_index] = null.get();
    prepared.fds[prepared.stdout_index] = output.write.get();
    prepared.fds[prepared.stderr_index] = output.write.get();
    prepared.fds[prepared.report_index] = report.write.get();
    const LaunchId id = next_id();
    launch(id, prepared.plan, prepared.fds);
    outcome.output = output.read_all();
    const std::string bytes = report.read_all();
    ChildFailure failure;
    if (bytes.size() == sizeof failure) {
      bytes.copy(reinterpret_cast<char*>(&failure), sizeof failure);
      outcome.failure = failure_text(prepared.plan, failure);
    }
    outcome.status = next_report().wait_status;
    EXPECT_TRUE(client_->release(id));
    return outcome;
  }
  Outcome exec(const ExecDescription& description) {
    Result<PreparedLaunch> prepared = prepare_exec(description);
    EXPECT_TRUE(prepared) << prepared.error().message();
    return prepared ? exec(*prepared) : Outcome{};
  }

  UniqueFd own_pid_ns_, pid_ns_, mnt_ns_, cgroup_ns_;
};

TEST_F(ExecTest, JoinsTheContainerAsOftenAsItLikes) {
  Pipe output;
  const LaunchId id = next_id();
  const pid_t pid = launch_container(id, describe("echo mine > /file; exec sleep 1000"), output);
  while (!std::filesystem::exists("/proc/" + std::to_string(pid) + "/root/file")) {
  }
  ExecDescription description = describe_exec(
      pid, "cat /file; ls /proc/self/fd | tr '\\n' ' '; grep -E 'CapEff|CapInh|SigBlk' /proc/self/status; exit 3");
  Result<PreparedLaunch> prepared = prepare_exec(description);
  ASSERT_TRUE(prepared) << prepared.error().message();
  for (int i = 0; i < 3; ++i) {
    const Outcome outcome = exec(*prepared);
    EXPECT_EQ(outcome.failure, "");
    EXPECT_EQ(outcome.output,
              "mine\n0 1 2 3 SigBlk:\t0000000000000000\nCapInh:\t0000000000000000\nCapEff:\t00000000a80425fb\n");
    EXPECT_EQ(WEXITSTATUS(outcome.status), 3);
  }
  finish(id);
}

TEST_F(ExecTest, WorkingDirectoryThroughADescriptorIsRefused) {
  Pipe output;
  const LaunchId id = next_id();
  const pid_t pid = launch_container(id, describe("exec sleep 1000"), output);
  for (int fd = 3; fd <= 40; ++fd) {
    ExecDescription description = describe_exec(pid, "pwd");
    description.working_dir = "/proc/self/fd/" + std::to_string(fd);
    const Outcome outcome = exec(description);
    EXPECT_TRUE(outcome.failure.starts_with("change to working directory")) << outcome.failure << outcome.output;
  }
  finish(id);
}

TEST_F(ExecTest, IntoAContainerThatIsGone) {
  Pipe output;
  const LaunchId id = next_id();
  const pid_t pid = launch_container(id, describe("exec sleep 1000"), output);
  const ExecDescription description = describe_exec(pid, "true");
  finish(id);
  Result<PreparedLaunch> prepared = prepare_exec(description);
  ASSERT_TRUE(prepared);
  Pipe report;
  for (const std::uint8_t index :
       {prepared->stdin_index, prepared->stdout_index, prepared->stderr_index, prepared->report_index}) {
    prepared->fds[index] = report.write.get();
  }
  const LaunchId exec_id = next_id();
  ASSERT_TRUE(client_->launch(exec_id, prepared->plan, prepared->fds, {}));
  const KeeperReport failed = next_report();
  EXPECT_EQ(failed.kind, KeeperReport::Kind::LaunchFailed);
  EXPECT_EQ(failed.error, ENOMEM);          // What the kernel says of a PID namespace whose init is dead.
  EXPECT_EQ(run("echo $$").output, "1\n");  // The keeper came back from that namespace.
}

class SharedPidTest : public ExecTest {
 protected:
  void SetUp() override {
    ExecTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    Result<PreparedLaunch> prepared = prepare_init(program_.get(), {});
    ASSERT_TRUE(prepared) << prepared.error().message();
    init_ = next_id();
    init_pid_ = launch(init_, prepared->plan, prepared->fds);
    pod_pid_ns_ = open_namespace(init_pid_, "pid");
  }
  void TearDown() override {
    if (init_ != 0) finish(init_);
    ExecTest::TearDown();
  }

  ContainerDescription describe_in_pod(const std::string& script) {
    ContainerDescription description = describe(script);
    description.pid = ContainerDescription::Pid::Joined;
    description.joined_pid_ns = pod_pid_ns_.get();
    description.own_pid_ns = own_pid_ns_.get();
    return description;
  }

  LaunchId init_ = 0;
  pid_t init_pid_ = 0;
  UniqueFd pod_pid_ns_;
};

TEST_F(SharedPidTest, ContainersSeePauseAsPidOne) {
  EXPECT_EQ(
      run(describe_in_pod("tr '\\0' ' ' < /proc/1/cmdline; grep -E '^(Uid|CapEff|CapBnd|NoNewPrivs)' /proc/1/status"))
          .output,
      "/pause "
      "Uid:\t65534\t65534\t65534\t65534\nCapEff:\t0000000000000000\nCapBnd:\t0000000000000000\nNoNewPrivs:\t1\n");
  EXPECT_EQ(run(describe_in_pod("test $$ -gt 1 && echo other")).output, "other\n");
}

TEST_F(SharedPidTest, PauseGivesAwayNothing) {
  const Outcome outcome =
      run(describe_in_pod("ls /proc/1/root/ /proc/1/cwd/; cat /proc/1/environ; readlink /proc/1/exe; readlink "
                          "/proc/1/fd/0; kill -9 1; kill -TERM 1; echo alive"));
  EXPECT_NE(outcome.output.find("alive"), std::string::npos);
  EXPECT_NE(outcome.output.find("ls: /proc/1/root/: Permission denied"), std::string::npos) << outcome.output;
  EXPECT_EQ(run(describe_in_pod("test -d /proc/1 && echo still")).output, "still\n");
  const std::filesystem::path root = "/proc/" + std::to_string(init_pid_) + "/root";
  EXPECT_TRUE(std::filesystem::is_empty(root));
}

}  // namespace
}  // namespace peapod::platform
