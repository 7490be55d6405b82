#include "platform/sys/mount.h"

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>

#include "tests/support/emulation.h"
#include "tests/unit/platform/child_process.h"
#include "tests/unit/runtime/scratch_directory.h"

namespace peapod::platform {
namespace {

TEST(Mountinfo, AnInitramfsIsAMountToo) {
  const auto mounts = sys::parse_mountinfo(
      "1 1 0:2 / / rw - rootfs rootfs rw\n"
      "20 1 0:18 / /proc rw,relatime - proc proc rw\n");
  ASSERT_EQ(mounts.size(), 2U);
  EXPECT_EQ(sys::missing_root_mount(mounts), "");
}

// The child's root is a plain directory at first, and then bound over itself as the remedy says. Its exit code is 0
// when the kernel and missing_root_mount agree in both, and errno otherwise.
int enter_root(const std::string& root, bool bound) {
  if (::unshare(CLONE_NEWNS) != 0) return errno;
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return errno;
  if (bound && ::mount(root.c_str(), root.c_str(), nullptr, MS_BIND, nullptr) != 0) return errno;
  if (::mount("proc", (root + "/proc").c_str(), "proc", 0, nullptr) != 0) return errno;
  if (::chroot(root.c_str()) != 0 || ::chdir("/") != 0) return errno;
  const Result<std::vector<sys::MountPoint>> mounts = sys::read_mountinfo();
  if (!mounts) return mounts.error().code;
  const bool can_be_private = ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
  if (can_be_private != bound) return EEXIST;
  return sys::missing_root_mount(*mounts).empty() == bound ? 0 : ENOENT;
}

TEST(Mountinfo, AChrootOfAPlainDirectoryHasNoRootMountUntilItIsBound) {
  SKIP_UNDER_USER_EMULATION();
  if (::geteuid() != 0) GTEST_SKIP() << "SKIPPED LOUDLY: only root enters another root";
  test::ScratchDirectory root;
  std::filesystem::create_directory(root / "proc");
  for (const bool bound : {false, true}) {
    ChildProcess child([&] { return enter_root(root.path(), bound); });
    const int status = child.wait();
    ASSERT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 0) << std::strerror(WEXITSTATUS(status)) << ", bound: " << bound;
  }
}

}  // namespace
}  // namespace peapod::platform
