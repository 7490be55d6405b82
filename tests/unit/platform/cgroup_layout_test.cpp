#include "platform/cgroup/layout.h"

#include <gtest/gtest.h>

namespace peapod::platform {
namespace {

CgroupLayout layout_of(std::string_view mountinfo) {
  const std::vector<sys::MountPoint> mounts = sys::parse_mountinfo(mountinfo);
  return find_layout(mounts, "/sys/fs/cgroup");
}

constexpr std::string_view kHybrid =
    "25 1 0:22 / /sys/fs/cgroup ro,nosuid - tmpfs tmpfs ro,mode=755\n"
    "26 25 0:23 / /sys/fs/cgroup/unified rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n"
    "27 25 0:24 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,xattr,name=systemd\n"
    "28 25 0:25 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n"
    "29 25 0:26 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n"
    "30 25 0:27 / /sys/fs/cgroup/freezer rw - cgroup cgroup rw,freezer\n"
    "31 25 0:28 / /mnt/elsewhere rw - cgroup cgroup rw,pids\n";

TEST(CgroupLayout, Hybrid) {
  const CgroupLayout layout = layout_of(kHybrid);
  EXPECT_FALSE(layout.v2_at_root);
  EXPECT_TRUE(layout.v2_below_root);
  ASSERT_EQ(layout.v1.size(), 2U);
  EXPECT_EQ(layout.v1[0].path, "/sys/fs/cgroup/cpu,cpuacct");
  EXPECT_EQ(layout.v1[0].controllers, "cpu,cpuacct");
  EXPECT_EQ(layout.v1[1].controllers, "memory");
  EXPECT_TRUE(layout.has_v1("cpuacct"));
  EXPECT_FALSE(layout.has_v1("pids"));
}

TEST(CgroupLayout, Unified) {
  const CgroupLayout layout = layout_of("26 25 0:23 / /sys/fs/cgroup rw shared:4 - cgroup2 cgroup2 rw\n");
  EXPECT_TRUE(layout.v2_at_root);
  EXPECT_TRUE(layout.v1.empty());
}

TEST(CgroupLayout, NothingMounted) {
  const CgroupLayout layout = layout_of("1 0 0:1 / / rw - ext4 /dev/root rw\n");
  EXPECT_FALSE(layout.v2_at_root);
  EXPECT_FALSE(layout.v2_below_root);
  EXPECT_TRUE(layout.v1.empty());
}

TEST(CgroupLayout, MountinfoWithEscapesAndBrokenLines) {
  const std::vector<sys::MountPoint> mounts = sys::parse_mountinfo(
      "40 1 8:1 /a\\040b /mnt/x\\134y\\011z rw master:1 shared:2 - ext4 /dev/sd\\040a rw\n\nbroken\n41 x\n");
  ASSERT_EQ(mounts.size(), 1U);
  EXPECT_EQ(mounts[0].root, "/a b");
  EXPECT_EQ(mounts[0].target, "/mnt/x\\y\tz");
  EXPECT_EQ(mounts[0].source, "/dev/sd a");
  EXPECT_EQ(mounts[0].parent, 1);
}

TEST(CgroupLayout, BelowIsByComponent) {
  EXPECT_TRUE(sys::is_at_or_below("/a/b", "/a"));
  EXPECT_TRUE(sys::is_at_or_below("/a", "/a"));
  EXPECT_TRUE(sys::is_at_or_below("/a", "/"));
  EXPECT_FALSE(sys::is_at_or_below("/ab", "/a"));
}

constexpr std::string_view kCgroups =
    "#subsys_name\thierarchy\tnum_cgroups\tenabled\n"
    "cpu\t3\t1\t1\n"
    "memory\t0\t1\t0\n"
    "pids\t0\t1\t1\n";

TEST(CgroupLayout, RemedyOnTheKernelCommandLine) {
  EXPECT_EQ(missing_controller("memory", kCgroups, true, "/sys/fs/cgroup"),
            "the memory controller is off, memory limits are not enforced: add 'cgroup_enable=memory "
            "cgroup_memory=1' to "
            "the kernel command line (on a Raspberry Pi the one line of /boot/firmware/cmdline.txt or "
            "/boot/cmdline.txt) "
            "and reboot");
}

TEST(CgroupLayout, RemedyForOneInTheOtherHierarchy) {
  EXPECT_EQ(missing_controller("cpu", kCgroups, true, "/sys/fs/cgroup"),
            "the cpu controller is off, CPU requests and limits are not enforced: a cgroup v1 hierarchy has "
            "it; unmount "
            "that one or add 'cgroup_no_v1=cpu' to the kernel command line");
}

TEST(CgroupLayout, RemedyForOneThatIsNotMounted) {
  EXPECT_EQ(missing_controller("pids", kCgroups, false, "/sys/fs/cgroup"),
            "the pids controller is off, the number of processes of a pod is not limited: mkdir -p "
            "/sys/fs/cgroup/pids "
            "&& mount -t cgroup -o pids cgroup /sys/fs/cgroup/pids");
}

TEST(CgroupLayout, RemedyForAKernelWithoutIt) {
  EXPECT_EQ(missing_controller("memory", "", true, "/sys/fs/cgroup"),
            "the memory controller is off, memory limits are not enforced: build the kernel with CONFIG_MEMCG");
}

}  // namespace
}  // namespace peapod::platform
