#include "platform/cgroup/conversion.h"

#include <gtest/gtest.h>

#include <cmath>

namespace peapod::platform {
namespace {

struct Row {
  std::int64_t milli, shares, linear, quadratic;
};

// Shares and linear weights of kubelet, weights of runc 1.3.2, for the same amounts (pods.md C11).
constexpr Row kRows[] = {{0, 2, 1, 1},
                         {1, 2, 1, 1},
                         {10, 10, 1, 4},
                         {50, 51, 2, 11},
                         {100, 102, 4, 17},
                         {250, 256, 10, 35},
                         {500, 512, 20, 59},
                         {1000, 1024, 39, 100},
                         {2000, 2048, 79, 174},
                         {4000, 4096, 157, 303},
                         {256'000, 262'144, 10'000, 10'000}};

TEST(CgroupConversion, SharesAndWeights) {
  for (const Row& row : kRows) {
    EXPECT_EQ(cpu_shares(row.milli), row.shares) << row.milli;
    EXPECT_EQ(linear_cpu_weight(row.shares), row.linear) << row.shares;
    EXPECT_EQ(container_cpu_weight(row.shares), row.quadratic) << row.shares;
  }
}

TEST(CgroupConversion, SharesAndWeightsStayInTheKernelsRange) {
  EXPECT_EQ(cpu_shares(-5), 2);
  EXPECT_EQ(cpu_shares(INT64_MAX), 262'144);
  for (const auto weight : {linear_cpu_weight, container_cpu_weight}) {
    EXPECT_EQ(weight(0), 1);
    EXPECT_EQ(weight(INT64_MAX), 10'000);
    std::int64_t last = 1;
    for (std::int64_t shares = 2; shares <= 262'144; ++shares) {
      const std::int64_t now = weight(shares);
      ASSERT_GE(now, last) << shares;
      last = now;
    }
  }
}

// runc 1.3.2, cgroups/utils.go ConvertCPUSharesToCgroupV2Value.
TEST(CgroupConversion, EveryWeightIsThatOfRunc) {
  for (std::int64_t shares = 3; shares < 262'144; ++shares) {
    const double log = std::log2(static_cast<double>(shares));
    const double weight = std::ceil(std::pow(10.0, (log * log + 125.0 * log) / 612.0 - 7.0 / 34.0));
    ASSERT_EQ(container_cpu_weight(shares), static_cast<std::int64_t>(weight)) << shares;
  }
}

TEST(CgroupConversion, Quota) {
  EXPECT_EQ(cpu_quota_us(500), 50'000);
  EXPECT_EQ(cpu_quota_us(1500), 150'000);
  EXPECT_EQ(cpu_quota_us(1), 1000);
  EXPECT_EQ(cpu_quota_us(0), 1000);
  EXPECT_EQ(cpu_quota_us(500, 10'000), 5000) << "half of a shorter period";
  EXPECT_EQ(cpu_quota_us(50, 10'000), 1000) << "never less than a millisecond";
  EXPECT_EQ(cpu_quota_us(1, 1'000'000), 1000);
  EXPECT_EQ(cpu_quota_us(INT64_MAX), 100'000'000'000);
}

}  // namespace
}  // namespace peapod::platform
