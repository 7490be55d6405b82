#include "firmware-agent/runtime/node_capacity.h"

#include <gtest/gtest.h>

namespace peapod::runtime {
namespace {

TEST(NodeCapacity, IsThatOfTheBox) {
  const Resources capacity = node_capacity("/");
  EXPECT_GE(capacity.cpu_milli, 1000);
  EXPECT_EQ(capacity.cpu_milli % 1000, 0);
  EXPECT_GT(capacity.memory_bytes, 1 << 20);
  EXPECT_GT(capacity.ephemeral_bytes, 0);
  EXPECT_EQ(node_capacity("/is/not/there/yet").ephemeral_bytes, capacity.ephemeral_bytes);
  EXPECT_EQ(node_capacity("").ephemeral_bytes, 0);
}

}  // namespace
}  // namespace peapod::runtime
