#include "tests/support/leak_check.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <string>

#include "tests/support/emulation.h"
#include "tests/support/isolated_box.h"

namespace peapod::test {
namespace {

// In a box of its own: what `leave` leaves is found, and nothing else. 0, or 1 with the reason printed.
int find_what_is_left(const std::function<void()>& leave, const std::string& expected,
                      const std::vector<std::string>& directories = {}) {
  const Traces before = take_traces(directories);
  leave();
  const std::vector<std::string> left = left_behind(before, take_traces(directories));
  for (const std::string& line : left) std::fprintf(stderr, "left: %s\n", line.c_str());
  return std::any_of(left.begin(), left.end(),
                     [&](const std::string& line) { return line.find(expected) != std::string::npos; })
             ? 0
             : 1;
}

class LeakCheck : public testing::Test {
 protected:
  void SetUp() override {
    if (geteuid() != 0) GTEST_SKIP() << "a box of its own needs root";
  }
};

TEST_F(LeakCheck, FindsNothingWhereNothingIsLeft) {
  EXPECT_EQ(run_in_isolated_box([] {
              const Traces before = take_traces({});
              const pid_t child = fork();
              if (child == 0) _exit(0);
              waitpid(child, nullptr, 0);
              return static_cast<int>(left_behind(before, take_traces({})).size());
            }),
            0);
}

TEST_F(LeakCheck, NamesAnOrphanWithItsNetworkNamespace) {
  SKIP_UNDER_USER_EMULATION();
  const auto leave = [] {
    const pid_t parent = fork();
    if (parent == 0) {
      if (fork() != 0) _exit(0);
      prctl(PR_SET_NAME, "orphan");
      if (unshare(CLONE_NEWNET) != 0) _exit(1);
      pause();
      _exit(0);
    }
    waitpid(parent, nullptr, 0);
  };
  EXPECT_EQ(run_in_isolated_box([&] { return find_what_is_left(leave, "process "); }), 0);
}

TEST_F(LeakCheck, NamesAMount) {
  const auto leave = [] { mount("tmpfs", "/mnt", "tmpfs", 0, "size=4k"); };
  EXPECT_EQ(run_in_isolated_box([&] { return find_what_is_left(leave, "mount of tmpfs on /mnt"); }), 0);
}

TEST_F(LeakCheck, TellsAMountOnTopOfAnother) {
  EXPECT_EQ(run_in_isolated_box([] {
              mount("tmpfs", "/mnt", "tmpfs", 0, "size=4k");
              return find_what_is_left([] { mount("tmpfs", "/mnt", "tmpfs", 0, "size=4k"); }, "on /mnt (number 2)");
            }),
            0);
}

TEST_F(LeakCheck, NamesACgroup) {
  for (const char* hierarchy : {"/sys/fs/cgroup/memory", "/sys/fs/cgroup"}) {
    if (access((std::string(hierarchy) + "/cgroup.procs").c_str(), F_OK) != 0) continue;
    const std::string group = std::string(hierarchy) + "/left";
    const auto leave = [&] { mkdir(group.c_str(), 0755); };
    EXPECT_EQ(run_in_isolated_box([&] { return find_what_is_left(leave, "cgroup " + group); }), 0);
    rmdir(group.c_str());  // On a pure v2 host the tree is the host's.
    return;
  }
  GTEST_SKIP() << "no cgroup hierarchy with the memory controller is mounted";
}

TEST_F(LeakCheck, NamesADescriptorAndAFile) {
  char directory[] = "/tmp/leak_check.XXXXXX";
  ASSERT_NE(mkdtemp(directory), nullptr);
  const std::string path = std::string(directory) + "/forgotten";
  const auto leave = [&] { (void)!open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600); };
  EXPECT_EQ(run_in_isolated_box([&] { return find_what_is_left(leave, "of the test -> " + path); }), 0);
  unlink(path.c_str());
  EXPECT_EQ(run_in_isolated_box([&] { return find_what_is_left(leave, "file " + path, {directory}); }), 0);
  unlink(path.c_str());
  rmdir(directory);
}

TEST_F(LeakCheck, ABoxPassesOnHowItsTestsEnded) {
  EXPECT_EQ(run_in_isolated_box([] { return 7; }), 7);
  EXPECT_EQ(run_in_isolated_box([]() -> int {
              kill(getpid(), SIGKILL);
              return 0;
            }),
            128 + SIGKILL);
}

TEST_F(LeakCheck, ABoxLeavesNoGroupBehind) {
  const pid_t self = getpid();
  ASSERT_EQ(run_in_isolated_box([] {
              mkdir("/sys/fs/cgroup/memory/deep", 0755);
              mkdir("/sys/fs/cgroup/memory/deep/er", 0755);
              return 0;
            }),
            0);
  for (const std::string& line : take_traces({})) {
    EXPECT_EQ(line.find("peapod-test-" + std::to_string(self)), std::string::npos) << line;
  }
}

}  // namespace
}  // namespace peapod::test
