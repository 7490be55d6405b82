#include <gtest/gtest.h>

#include <cerrno>
#include <memory>

#include "platform/cgroup/cgroup.h"
#include "tests/fault/every_call.h"

namespace peapod::test {
namespace {

TEST(CgroupFault, AGroupIsWhollyMadeOrNotAtAll) {
  auto tree = platform::CgroupTree::open("/sys/fs/cgroup", "fault");
  ASSERT_TRUE(tree) << tree.error().message();
  auto parent = (*tree)->group("pod");
  ASSERT_TRUE(parent) << parent.error().message();

  std::unique_ptr<platform::Cgroup> group;
  FaultOperation operation;
  operation.run = [&] {
    auto made = (*parent)->child("container");
    if (!made) return false;
    group = std::move(*made);
    platform::CgroupLimits limits;
    limits.cpu_milli = 500;
    limits.memory_bytes = 64 << 20;
    limits.pids = 64;
    return group->set(limits) && group->usage() && group->remove();
  };
  // remove() is idempotent: what a fault interrupted is done by asking again.
  operation.clean_up = [&] {
    if (!group) return;
    EXPECT_TRUE(group->remove());
    group.reset();
  };
  for (int error : {EIO, ENOSPC, ENOMEM}) {
    const FaultSummary summary = fail_every_call(operation, error);
    EXPECT_GT(summary.failures, 5) << "of " << summary.calls << " calls: are they still wrapped?";
  }
  EXPECT_TRUE((*parent)->remove());
}

}  // namespace
}  // namespace peapod::test
