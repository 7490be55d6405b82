#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>

#include <cstring>
#include <ctime>
#include <string>

#include "platform/cgroup/cgroup.h"
#include "platform/sys/file.h"
#include "tests/support/emulation.h"
#include "tests/unit/platform/child_process.h"

namespace peapod::platform {
namespace {

constexpr const char* kRoot = "/sys/fs/cgroup";

std::string text_of(const std::string& path) {
  const Result<std::string> text = sys::read_file(path, 65536);
  return text ? *text : text.error().message();
}

bool enter(const Cgroup& group) {
  for (const int fd : group.procs()) {
    if (::write(fd, "0", 1) != 1) return false;
  }
  return true;
}

void spin_cpu_ms(int milliseconds) {
  timespec spent{};
  do {
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
  } while (spent.tv_sec * 1000 + spent.tv_nsec / 1'000'000 < milliseconds);
}

class CgroupV1Test : public testing::Test {
 protected:
  void SetUp() override {
    base_ = "peapod-test-" + std::to_string(::getpid());
    Result<std::unique_ptr<CgroupTree>> tree = CgroupTree::open(kRoot, base_);
    ASSERT_TRUE(tree) << tree.error().message();
    tree_ = std::move(*tree);
    const CgroupFeatures& features = tree_->features();
    const bool v1 = features.mode == CgroupFeatures::Mode::V1 || features.mode == CgroupFeatures::Mode::Hybrid;
    if (!v1 || !features.cpu || !features.memory || !features.pids) {
      GTEST_SKIP() << "NOT TESTED: this box has no cgroup v1 with cpu, memory and pids";
    }
    Result<std::unique_ptr<Cgroup>> pod = tree_->group("burstable/pod1");
    ASSERT_TRUE(pod) << pod.error().message();
    pod_ = std::move(*pod);
  }

  void TearDown() override {
    if (pod_) {
      EXPECT_TRUE(pod_->kill());
    }
    reap_everything();
    if (!tree_) return;
    const Result<void> removed = tree_->remove();
    EXPECT_TRUE(removed) << removed.error().message();
    EXPECT_FALSE(sys::status_at(AT_FDCWD, std::string(kRoot) + "/memory/" + base_, 0));
  }

  std::unique_ptr<Cgroup> container(const CgroupLimits& limits) {
    Result<std::unique_ptr<Cgroup>> group = pod_->child("c");
    if (!group) {
      ADD_FAILURE() << group.error().message();
      return nullptr;
    }
    const Result<void> set = (*group)->set(limits);
    EXPECT_TRUE(set) << set.error().message();
    return std::move(*group);
  }

  std::string base_;
  std::unique_ptr<CgroupTree> tree_;
  std::unique_ptr<Cgroup> pod_;
};

TEST_F(CgroupV1Test, WritesLimits) {
  CgroupLimits limits;
  limits.cpu_milli = 500;
  limits.cpu_shares = 256;
  limits.memory_bytes = 32 << 20;
  limits.pids = 7;
  const auto group = container(limits);
  const std::string below = "/" + base_ + "/burstable/pod1/c/";
  EXPECT_EQ(group->path(), std::string(kRoot) + "/memory/" + base_ + "/burstable/pod1/c");
  EXPECT_EQ(text_of(kRoot + ("/cpu" + below) + "cpu.cfs_quota_us"), "50000\n");
  EXPECT_EQ(text_of(kRoot + ("/cpu" + below) + "cpu.cfs_period_us"), "100000\n");
  EXPECT_EQ(text_of(kRoot + ("/cpu" + below) + "cpu.shares"), "256\n");
  EXPECT_EQ(text_of(kRoot + ("/memory" + below) + "memory.limit_in_bytes"), "33554432\n");
  EXPECT_EQ(text_of(kRoot + ("/pids" + below) + "pids.max"), "7\n");
  limits.memory_bytes = 64 << 20;
  ASSERT_TRUE(group->set(limits));
  EXPECT_EQ(text_of(kRoot + ("/memory" + below) + "memory.limit_in_bytes"), "67108864\n");
}

// What resize_steps of the agent is there for: below another group there may not be more CPU time than in it.
TEST_F(CgroupV1Test, LimitsChangeInTheRightOrderOnly) {
  CgroupLimits small, large;
  small.cpu_milli = 500;
  small.memory_bytes = 16 << 20;
  large.cpu_milli = 1500;
  large.memory_bytes = 64 << 20;
  ASSERT_TRUE(pod_->set(small));
  const auto group = container(small);
  EXPECT_FALSE(group->set(large)) << "the kernel refuses a container more than its pod";
  ASSERT_TRUE(pod_->set(large));
  ASSERT_TRUE(group->set(large));
  EXPECT_FALSE(pod_->set(small));
  ASSERT_TRUE(group->set(small));
  ASSERT_TRUE(pod_->set(small));
  CgroupLimits lifted;
  lifted.memory_bytes = kNoLimit;
  ASSERT_TRUE(group->set(lifted));
  const std::string file = kRoot + ("/memory/" + base_) + "/burstable/pod1/c/memory.limit_in_bytes";
  EXPECT_GT(text_of(file).size(), 15U) << "as good as none";
}

// What is in use is not taken away: the limit stays as it was.
TEST_F(CgroupV1Test, MemoryInUseKeepsItsLimit) {
  SKIP_UNDER_USER_EMULATION();
  CgroupLimits limits;
  limits.memory_bytes = 32 << 20;
  const auto group = container(limits);
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  ChildProcess child([&] {
    if (!enter(*group)) return 1;
    constexpr std::size_t kSize = 16U << 20;
    void* memory = ::mmap(nullptr, kSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_LOCKED, -1, 0);
    if (memory == MAP_FAILED) return 2;
    std::memset(memory, 1, kSize);
    if (::write(ready[1], "r", 1) != 1) return 3;
    for (;;) ::pause();
  });
  char byte = 0;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);
  ::close(ready[0]);
  ::close(ready[1]);
  CgroupLimits less;
  less.memory_bytes = 8 << 20;
  EXPECT_FALSE(group->set(less));
  EXPECT_EQ(text_of(kRoot + ("/memory/" + base_) + "/burstable/pod1/c/memory.limit_in_bytes"), "33554432\n");
  EXPECT_TRUE(group->kill());
  EXPECT_EQ(WTERMSIG(child.wait()), SIGKILL);
}

TEST_F(CgroupV1Test, NamesAreUsedOnce) {
  const auto group = container({});
  const auto again = pod_->child("c");
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, EEXIST);
  EXPECT_TRUE(pod_->open_child("c"));
  const auto missing = pod_->open_child("d");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ENOENT);
}

TEST_F(CgroupV1Test, MemoryLimitKillsAndIsCounted) {
  CgroupLimits limits;
  limits.memory_bytes = 16 << 20;
  const auto group = container(limits);
  ChildProcess child([&] {
    if (!enter(*group)) return 1;
    constexpr std::size_t kSize = 64U << 20;
    void* memory = ::mmap(nullptr, kSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    std::memset(memory, 1, kSize);
    return 0;
  });
  const int status = child.wait();
  ASSERT_TRUE(WIFSIGNALED(status)) << status;
  EXPECT_EQ(WTERMSIG(status), SIGKILL);
  const Result<CgroupUsage> usage = group->usage();
  ASSERT_TRUE(usage);
  EXPECT_EQ(usage->oom_kills, 1U);
  EXPECT_GE(usage->memory_peak_bytes, 15U << 20);
}

TEST_F(CgroupV1Test, PidsLimitRefusesTheNextProcess) {
  SKIP_UNDER_USER_EMULATION();
  CgroupLimits limits;
  limits.pids = 4;
  const auto group = container(limits);
  ChildProcess child([&] {
    if (!enter(*group)) return 100;
    for (int made = 0;; ++made) {
      const pid_t pid = ::fork();
      if (pid == 0) ::pause();
      if (pid < 0) return errno == EAGAIN ? made : 101;
    }
  });
  const int status = child.wait();
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 3);
}

TEST_F(CgroupV1Test, QuotaThrottles) {
  CgroupLimits limits;
  limits.cpu_milli = 200;
  const auto group = container(limits);
  ChildProcess child([&] {
    if (!enter(*group)) return 1;
    spin_cpu_ms(100);
    return 0;
  });
  ASSERT_EQ(child.wait(), 0);
  const Result<CgroupUsage> usage = group->usage();
  ASSERT_TRUE(usage);
  EXPECT_GE(usage->cpu_periods, 2U);
  EXPECT_GE(usage->cpu_throttled_periods, 1U);
  EXPECT_GT(usage->cpu_throttled_us, 0U);
  EXPECT_GE(usage->cpu_usage_us, 80'000U);
}

TEST_F(CgroupV1Test, KillsAForkBombAndIsRemovable) {
  SKIP_UNDER_USER_EMULATION();
  CgroupLimits limits;
  limits.pids = 64;
  const auto group = container(limits);
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  const UniqueFd full_read(ends[0]);
  UniqueFd full_write(ends[1]);
  ChildProcess bomb([&] {
    if (!enter(*group)) return 1;
    bool told = false;
    for (;;) {
      if (::fork() >= 0 || told) continue;
      told = ::write(full_write.get(), "", 1) == 1;
    }
  });
  full_write.reset();
  char byte = 0;
  ASSERT_EQ(::read(full_read.get(), &byte, 1), 1);  // The limit was met.
  EXPECT_LE(group->usage()->pids, 64U);

  const Result<void> busy = group->remove();
  ASSERT_FALSE(busy);
  EXPECT_EQ(busy.error().code, EBUSY);

  ASSERT_TRUE(group->kill());
  EXPECT_EQ(WTERMSIG(bomb.wait()), SIGKILL);
  reap_everything();  // Would hang if one had been missed.
  EXPECT_TRUE(group->members().empty());
  const Result<void> removed = group->remove();
  EXPECT_TRUE(removed) << removed.error().message();
  EXPECT_TRUE(group->remove());  // Gone already.
  EXPECT_FALSE(group->usage());
}

TEST_F(CgroupV1Test, MembersAreThoseOfGroupsBelowToo) {
  SKIP_UNDER_USER_EMULATION();
  const auto group = container({});
  ChildProcess child([&] {
    if (!enter(*group)) return 1;
    for (;;) ::pause();
  });
  while (pod_->members().empty()) {
  }
  EXPECT_EQ(pod_->members(), std::vector<pid_t>{child.pid()});
}

TEST(CgroupNone, GroupsAreShells) {
  Result<std::unique_ptr<CgroupTree>> tree = CgroupTree::open("/nonexistent", "kubepods");
  ASSERT_TRUE(tree);
  EXPECT_EQ((*tree)->features().mode, CgroupFeatures::Mode::None);
  EXPECT_EQ((*tree)->features().conditions.size(), 3U);
  auto group = (*tree)->group("pod1");
  ASSERT_TRUE(group);
  CgroupLimits limits;
  limits.memory_bytes = 1;
  EXPECT_TRUE((*group)->set(limits));
  EXPECT_TRUE((*group)->procs().empty());
  EXPECT_TRUE((*group)->kill());
  EXPECT_TRUE((*group)->remove());
}

}  // namespace
}  // namespace peapod::platform
