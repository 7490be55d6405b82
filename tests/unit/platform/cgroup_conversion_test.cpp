#include "platform/cgroup/conversion.h"

#include <gtest/gtest.h>

namespace peapod::platform {
namespace {

struct Row {
  std::int64_t milli, shares, weight;
};

// Shares of kubelet and weights of runc 1.3.2 for the same amounts.
constexpr Row kRows[] = {{0, 2, 1},      {10, 10, 4},       {50, 51, 11},      {100, 102, 17},   {250, 256, 35},
                         {500, 512, 59}, {1000, 1024, 100}, {2000, 2048, 174}, {4000, 4096, 303}};

TEST(CgroupConversion, SharesAndWeights) {
  for (const Row& row : kRows) {
    EXPECT_EQ(cpu_shares(row.milli), row.shares) << row.milli;
    EXPECT_EQ(cpu_weight(row.shares), row.weight) << row.shares;
  }
}

TEST(CgroupConversion, SharesAndWeightsStayInTheKernelsRange) {
  EXPECT_EQ(cpu_shares(-5), 2);
  EXPECT_EQ(cpu_shares(INT64_MAX), 262'144);
  EXPECT_EQ(cpu_weight(0), 1);
  EXPECT_EQ(cpu_weight(262'144), 10'000);
  EXPECT_EQ(cpu_weight(INT64_MAX), 10'000);
}

TEST(CgroupConversion, Quota) {
  EXPECT_EQ(cpu_quota_us(500), 50'000);
  EXPECT_EQ(cpu_quota_us(1500), 150'000);
  EXPECT_EQ(cpu_quota_us(1), 1000);
  EXPECT_EQ(cpu_quota_us(0), 1000);
  EXPECT_EQ(cpu_quota_us(INT64_MAX), 100'000'000'000);
}

}  // namespace
}  // namespace peapod::platform
