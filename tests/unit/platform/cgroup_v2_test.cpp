#include "platform/cgroup/cgroup_v2.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "platform/cgroup/clone_into.h"
#include "platform/sys/file.h"
#include "platform/sys/mount.h"
#include "tests/unit/platform/child_process.h"

namespace peapod::platform {
namespace {

namespace fs = std::filesystem;

// A directory tree that looks like cgroup v2, for the logic of files: no kernel fills the new directories, so
// the test does.
class FakeV2Test : public testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/peapod-cgroup-XXXXXX";
    ASSERT_NE(::mkdtemp(name), nullptr);
    root_ = name;
    fill(root_, "cpu io memory pids\n");
    fs::create_directories(root_ / "kubepods/pod1/c");
    for (const char* group : {"kubepods", "kubepods/pod1", "kubepods/pod1/c"}) fill(root_ / group, "cpu memory\n");
  }
  void TearDown() override { fs::remove_all(root_); }

  static void put(const fs::path& file, const std::string& text) { std::ofstream(file) << text; }
  static std::string get(const fs::path& file) { return *sys::read_file(file, 4096); }
  static void fill(const fs::path& group, const std::string& controllers) {
    for (const char* file : {"cgroup.procs", "cgroup.subtree_control", "cpu.weight", "cpu.max", "memory.max",
                             "memory.min", "memory.low", "memory.high", "memory.oom.group", "cgroup.kill"}) {
      put(group / file, "");
    }
    put(group / "cgroup.controllers", controllers);
  }

  fs::path root_;
};

TEST_F(FakeV2Test, FeaturesAreThoseThatReachOurBase) {
  auto tree = open_cgroup_v2(root_, "", "kubepods");
  ASSERT_TRUE(tree) << tree.error().message();
  const CgroupFeatures& features = (*tree)->features();
  EXPECT_EQ(features.mode, CgroupFeatures::Mode::V2);
  EXPECT_TRUE(features.cpu);
  EXPECT_TRUE(features.memory);
  EXPECT_FALSE(features.pids);
  ASSERT_EQ(features.conditions.size(), 1U);
  EXPECT_NE(features.conditions[0].find("the pids controller is off"), std::string::npos);
  // A plain file keeps the last of the three writes, over what was longer before.
  EXPECT_TRUE(get(root_ / "cgroup.subtree_control").starts_with("+pids"));
  EXPECT_TRUE(get(root_ / "kubepods/cgroup.subtree_control").starts_with("+memory"));
}

TEST_F(FakeV2Test, WritesLimitsInTheScalesOfV2) {
  auto tree = open_cgroup_v2(root_, "", "kubepods");
  ASSERT_TRUE(tree);
  auto pod = (*tree)->group("pod1");
  ASSERT_TRUE(pod) << pod.error().message();
  auto group = (*pod)->open_child("c");
  ASSERT_TRUE(group) << group.error().message();
  CgroupLimits limits;
  limits.cpu_milli = 500;
  limits.cpu_shares = 512;
  limits.memory_bytes = 64 << 20;
  limits.oom_group = true;
  limits.pids = 9;  // No such file here: not an error, the condition tells.
  const Result<void> set = (*group)->set(limits);
  ASSERT_TRUE(set) << set.error().message();
  const fs::path directory = root_ / "kubepods/pod1/c";
  EXPECT_EQ(get(directory / "cpu.max"), "50000 100000");
  EXPECT_EQ(get(directory / "cpu.weight"), "59");
  EXPECT_EQ(get(directory / "memory.max"), "67108864");
  EXPECT_EQ(get(directory / "memory.oom.group"), "1");
  EXPECT_EQ(get(root_ / "kubepods/pod1/memory.oom.group"), "");
}

TEST_F(FakeV2Test, WhatIsAboveContainersHasTheLinearWeight) {
  auto tree = open_cgroup_v2(root_, "", "kubepods");
  ASSERT_TRUE(tree);
  auto pod = (*tree)->group("pod1");
  ASSERT_TRUE(pod);
  CgroupLimits limits;
  limits.cpu_shares = 1024;
  limits.cpu_weight = CgroupLimits::Weight::Linear;
  limits.cpu_milli = 250;
  limits.cpu_period_us = 20'000;
  ASSERT_TRUE((*pod)->set(limits));
  EXPECT_EQ(get(root_ / "kubepods/pod1/cpu.weight"), "39");
  EXPECT_EQ(get(root_ / "kubepods/pod1/cpu.max"), "5000 20000");
  ASSERT_TRUE((*tree)->set(limits));
  EXPECT_EQ(get(root_ / "kubepods/cpu.weight"), "39");
}

TEST_F(FakeV2Test, MemoryIsProtectedAndThrottledWhenAsked) {
  auto tree = open_cgroup_v2(root_, "", "kubepods");
  ASSERT_TRUE(tree);
  auto group = (*tree)->group("pod1/c");
  ASSERT_TRUE(group);
  const fs::path directory = root_ / "kubepods/pod1/c";
  ASSERT_TRUE((*group)->set({}));
  EXPECT_EQ(get(directory / "memory.high"), "");
  CgroupLimits limits;
  limits.memory_min_bytes = 4096;
  limits.memory_low_bytes = 8192;
  limits.memory_high_bytes = 12288;
  ASSERT_TRUE((*group)->set(limits));
  EXPECT_EQ(get(directory / "memory.min"), "4096");
  EXPECT_EQ(get(directory / "memory.low"), "8192");
  EXPECT_EQ(get(directory / "memory.high"), "12288");
  fs::resize_file(directory / "memory.high", 0);
  limits.memory_high_bytes = kNoLimit;
  ASSERT_TRUE((*group)->set(limits));
  EXPECT_EQ(get(directory / "memory.high"), "max");
}

TEST_F(FakeV2Test, ReadsUsage) {
  auto tree = open_cgroup_v2(root_, "", "kubepods");
  ASSERT_TRUE(tree);
  auto group = (*tree)->group("pod1/c");
  ASSERT_TRUE(group);
  const fs::path directory = root_ / "kubepods/pod1/c";
  put(directory / "memory.events", "low 0\nhigh 0\nmax 12\noom 3\noom_kill 2\noom_group_kill 1\n");
  put(directory / "memory.current", "4096\n");
  put(directory / "cpu.stat",
      "usage_usec 700\nuser_usec 1\nsystem_usec 2\nnr_periods 10\nnr_throttled 4\nthrottled_usec 55\n");
  put(directory / "pids.current", "3\n");
  const Result<CgroupUsage> usage = (*group)->usage();
  ASSERT_TRUE(usage);
  EXPECT_EQ(usage->oom_kills, 2U);
  EXPECT_EQ(usage->memory_bytes, 4096U);
  EXPECT_EQ(usage->memory_peak_bytes, 0U);
  EXPECT_EQ(usage->cpu_usage_us, 700U);
  EXPECT_EQ(usage->cpu_periods, 10U);
  EXPECT_EQ(usage->cpu_throttled_periods, 4U);
  EXPECT_EQ(usage->cpu_throttled_us, 55U);
  EXPECT_EQ(usage->pids, 3U);
}

// The unified hierarchy of a hybrid box has no controllers, but processes, cgroup.kill and removal are real.
class UnifiedTest : public testing::Test {
 protected:
  void SetUp() override {
    const Result<std::vector<sys::MountPoint>> mounts = sys::read_mountinfo();
    ASSERT_TRUE(mounts);
    for (const sys::MountPoint& mount : *mounts) {
      if (mount.type == "cgroup2") root_ = mount.target;
    }
    if (root_.empty()) GTEST_SKIP() << "NOT TESTED: no cgroup v2 is mounted";
    auto tree = CgroupTree::open(root_, "peapod-test-" + std::to_string(::getpid()));
    ASSERT_TRUE(tree) << tree.error().message();
    tree_ = std::move(*tree);
  }
  void TearDown() override {
    if (!tree_) return;
    const Result<void> removed = tree_->remove();
    EXPECT_TRUE(removed) << removed.error().message();
  }

  std::string root_;
  std::unique_ptr<CgroupTree> tree_;
};

TEST_F(UnifiedTest, EnterKillRemove) {
  auto pod = tree_->group("pod1");
  ASSERT_TRUE(pod) << pod.error().message();
  auto group = (*pod)->child("c");
  ASSERT_TRUE(group) << group.error().message();
  ASSERT_EQ((*group)->procs().size(), 1U);
  ChildProcess child([&] {
    if (::write((*group)->procs()[0], "0", 1) != 1) return 1;
    for (;;) ::pause();
  });
  while ((*pod)->members().empty()) {
  }
  EXPECT_EQ((*pod)->members(), std::vector<pid_t>{child.pid()});
  EXPECT_EQ((*pod)->remove().error().code, EBUSY);
  ASSERT_TRUE((*pod)->kill());
  EXPECT_EQ(WTERMSIG(child.wait()), SIGKILL);
  EXPECT_TRUE((*pod)->remove());
  EXPECT_TRUE((*pod)->remove());
}

TEST_F(UnifiedTest, CloneIntoIsProbed) {
  auto pod = tree_->group("pod1");
  ASSERT_TRUE(pod);
  auto group = (*pod)->child("c");
  ASSERT_TRUE(group);
  if ((*group)->clone_into() < 0) GTEST_SKIP() << "NOT TESTED: this kernel has no clone3(CLONE_INTO_CGROUP)";
  // A process that was in a group when cgroup.kill was written cannot use it any more; one in a fresh group
  // can.
  auto hierarchy = Hierarchy::open(root_, "");
  ASSERT_TRUE(hierarchy);
  const GroupDirectory base(*hierarchy, (*group)->path().substr(root_.size() + 1));
  EXPECT_TRUE(clone_into_works(base));
  EXPECT_TRUE(base.write("cgroup.kill", "1"));
  ChildProcess inside([&] {
    if (::write((*group)->procs()[0], "0", 1) != 1) return 2;
    return clone_into_works(base) ? 0 : 1;
  });
  const int status = inside.wait();
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_LE(WEXITSTATUS(status), 1);
  EXPECT_TRUE((*group)->remove());
}

}  // namespace
}  // namespace peapod::platform
