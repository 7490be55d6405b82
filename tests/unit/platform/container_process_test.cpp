#include <sys/wait.h>

#include <fstream>

#include "tests/unit/platform/container_fixture.h"

// Who the program of a container is, and how it is started.

namespace peapod::platform {
namespace {

TEST_F(ContainerTest, RunsAndExits) {
  const Outcome outcome = run("echo out; echo err >&2; exit 7");
  EXPECT_EQ(outcome.failure, "");
  EXPECT_EQ(outcome.output, "out\nerr\n");
  EXPECT_EQ(WEXITSTATUS(outcome.status), 7);
}

TEST_F(ContainerTest, IsPidOneOfItsOwnNamespace) {
  EXPECT_EQ(run("echo $$; ls -d /proc/[0-9]*").output, "1\n/proc/1\n");
}

TEST_F(ContainerTest, HasOnlyItsThreeStreams) {
  EXPECT_EQ(run("ls /proc/self/fd | tr '\\n' ' '; readlink /proc/1/fd/0").output, "0 1 2 3 /dev/null\n");
  EXPECT_EQ(run("ls /proc/1/fd; true").output, "0\n1\n2\n");
}

TEST_F(ContainerTest, DefaultCapabilitiesAndSignals) {
  ContainerDescription description = describe("");
  description.argv = {"grep", "-E", "^Cap|NoNewPrivs|^SigBlk|^SigIgn", "/proc/self/status"};
  EXPECT_EQ(run(std::move(description)).output,
            "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n"
            "CapInh:\t0000000000000000\nCapPrm:\t00000000a80425fb\nCapEff:\t00000000a80425fb\n"
            "CapBnd:\t00000000a80425fb\nCapAmb:\t0000000000000000\nNoNewPrivs:\t0\n");
}

TEST_F(ContainerTest, UserWithoutRootHasNoCapabilityButTheBoundingSet) {
  ContainerDescription description = describe("id; grep -E '^Cap|NoNewPrivs' /proc/self/status; echo hi >/dev/stderr");
  description.credentials.uid = 1000;
  description.credentials.gid = 2000;
  description.credentials.groups = {2000, 3000};
  description.credentials.no_new_privs = true;
  EXPECT_EQ(run(std::move(description)).output,
            "uid=1000 gid=2000 groups=2000,3000\n"
            "CapInh:\t0000000000000000\nCapPrm:\t0000000000000000\nCapEff:\t0000000000000000\n"
            "CapBnd:\t00000000a80425fb\nCapAmb:\t0000000000000000\nNoNewPrivs:\t1\nhi\n");
}

TEST_F(ContainerTest, NoCapabilityAtAll) {
  ContainerDescription description = describe("grep -E '^Cap(Prm|Bnd)' /proc/self/status");
  description.credentials.capabilities = 0;
  EXPECT_EQ(run(std::move(description)).output, "CapPrm:\t0000000000000000\nCapBnd:\t0000000000000000\n");
}

TEST_F(ContainerTest, UmaskAndEnvironment) {
  ContainerDescription description = describe("umask; echo $FOO-$BAR");
  description.env.push_back("FOO=a b");
  EXPECT_EQ(run(std::move(description)).output, "0022\na b-\n");
}

TEST_F(ContainerTest, WorkingDirectoryIsMade) {
  ContainerDescription description = describe("pwd; stat -c %a .");
  description.working_dir = "/srv/app//deep/";
  EXPECT_EQ(run(std::move(description)).output, "/srv/app/deep\n755\n");
}

TEST_F(ContainerTest, WorkingDirectoryThroughADescriptorIsRefused) {
  for (int fd = 3; fd <= 40; ++fd) {
    ContainerDescription description = describe("pwd; ls ..");
    description.working_dir = "/proc/self/fd/" + std::to_string(fd);
    const Outcome outcome = run(std::move(description));
    EXPECT_EQ(outcome.output, "") << fd;
    EXPECT_TRUE(outcome.failure.starts_with("change to working directory /proc/self/fd/")) << outcome.failure;
    EXPECT_EQ(outcome.failure_exit_code, 128);
  }
}

TEST_F(ContainerTest, WorkingDirectoryThroughALinkToADescriptorIsRefused) {
  std::filesystem::create_symlink("/proc/self/fd/5", layer() / "cwd");
  ContainerDescription description = describe("pwd");
  description.working_dir = "/cwd/made";
  const Outcome outcome = run(std::move(description));
  EXPECT_TRUE(outcome.failure.starts_with("change to working directory /cwd/made: ")) << outcome.failure;
  EXPECT_EQ(outcome.output, "");
}

TEST_F(ContainerTest, ProgramThatIsNotThere) {
  ContainerDescription description = describe("");
  description.argv = {"foo"};
  Outcome outcome = run(std::move(description));
  EXPECT_EQ(outcome.failure, "exec: \"foo\": executable file not found in $PATH");
  EXPECT_EQ(outcome.failure_exit_code, 127);

  description = describe("");
  description.argv = {"/bin/foo"};
  outcome = run(std::move(description));
  EXPECT_EQ(outcome.failure, "exec: \"/bin/foo\": No such file or directory");
  EXPECT_EQ(outcome.failure_exit_code, 127);
}

TEST_F(ContainerTest, ProgramThatCannotBeExecuted) {
  std::ofstream(layer() / "bin/text") << "no program";
  ContainerDescription description = describe("");
  description.argv = {"/bin/text"};
  Outcome outcome = run(std::move(description));
  EXPECT_EQ(outcome.failure, "exec: \"/bin/text\": Permission denied");
  EXPECT_EQ(outcome.failure_exit_code, 126);

  std::filesystem::permissions(layer() / "bin/text", std::filesystem::perms::all);
  description = describe("");
  description.argv = {"text"};
  outcome = run(std::move(description));
  EXPECT_EQ(outcome.failure, "exec: \"text\": Exec format error");
  EXPECT_EQ(outcome.failure_exit_code, 126);
}

TEST_F(ContainerTest, RelativeWorkingDirectoryIsRefused) {
  ContainerDescription description = describe("");
  description.working_dir = "app";
  EXPECT_EQ(run(std::move(description)).failure, "working directory 'app' is not absolute: Invalid argument");
}

TEST(Capabilities, Names) {
  EXPECT_EQ(capability_mask("chown"), 1U);
  EXPECT_EQ(capability_mask("CAP_NET_ADMIN"), 1U << 12);
  EXPECT_EQ(capability_mask("CHECKPOINT_RESTORE"), std::uint64_t{1} << 40);
  EXPECT_EQ(capability_mask("all"), (std::uint64_t{1} << 41) - 1);
  EXPECT_EQ(capability_mask("CAP_"), std::nullopt);
  EXPECT_EQ(capability_mask("ROOT"), std::nullopt);
  EXPECT_EQ(default_capabilities(), 0xa80425fbU);
}

}  // namespace
}  // namespace peapod::platform
