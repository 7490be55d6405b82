#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <array>

#include "platform/sys/inherited_fds.h"
#include "platform/volumes/empty_dir.h"
#include "platform/volumes/removal.h"
#include "tests/unit/platform/child_process.h"
#include "tests/unit/platform/container_fixture.h"

// The same containers where the system calls that came after Linux 4.19 are missing.

namespace peapod::platform {
namespace {

// From here on the calls of 5.3 to 5.12 fail with ENOSYS, in this process and all that it starts.
bool become_old() {
  constexpr std::array<unsigned, 4> kMissing = {SYS_clone3, 436 /* close_range */, 437 /* openat2 */,
                                                442 /* mount_setattr */};
  std::vector<sock_filter> program = {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr))};
  for (const unsigned number : kMissing) {
    program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1));
    program.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS));
  }
  program.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
  const sock_fprog filter = {static_cast<unsigned short>(program.size()), program.data()};
  return ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter, 0, 0) == 0;
}

class OldKernelTest : public ContainerTest {
 protected:
  void start_keeper() override {
    ChildProcess starter([this] {
      if (!become_old() || !sys::mark_inherited_close_on_exec()) return 2;
      KeeperSpec spec;
      spec.socket_path = socket_path_;
      return KeeperClient::start(spec, program_.get()) ? 0 : 1;
    });
    ASSERT_EQ(starter.wait(), 0);
    EXPECT_TRUE(reconnect().empty());
  }
};

TEST_F(OldKernelTest, RunsWithOnlyItsStreams) {
  EXPECT_EQ(run("grep Seccomp: /proc/1/status; ls /proc/1/fd; true").output, "Seccomp:\t2\n0\n1\n2\n");
}

TEST_F(OldKernelTest, ReadOnlyVolumesKeepWhatTheirSourceForbids) {
  ASSERT_TRUE(make_memory_dir(work() / "volume", 1 << 20, std::nullopt));  // nosuid, nodev.
  ContainerDescription description =
      describe("touch /ro/new; grep ' /ro ' /proc/self/mountinfo | sed 's/.* \\(ro,[a-z,]*\\) .*/\\1/'");
  description.mounts = {{work() / "volume", "/ro", true, true}};
  EXPECT_EQ(run(std::move(description)).output, "touch: /ro/new: Read-only file system\nro,nosuid,nodev,relatime\n");
  EXPECT_TRUE(unmount_below(directory_));
}

TEST_F(OldKernelTest, WorkingDirectoryThroughADescriptorIsRefused) {
  for (int fd = 3; fd <= 40; ++fd) {
    ContainerDescription description = describe("pwd");
    description.working_dir = "/proc/self/fd/" + std::to_string(fd);
    const Outcome outcome = run(std::move(description));
    EXPECT_TRUE(outcome.failure.starts_with("change to working directory")) << fd << outcome.failure << outcome.output;
  }
}

TEST_F(OldKernelTest, FailuresAreStillTold) {
  ContainerDescription description = describe("");
  description.argv = {"foo"};
  EXPECT_EQ(run(std::move(description)).failure, "exec: \"foo\": executable file not found in $PATH");
}

}  // namespace
}  // namespace peapod::platform
