#include "platform/cgroup/conversion.h"

#include <algorithm>
#include <cmath>

namespace peapod::platform {
namespace {

constexpr std::int64_t kSharesMin = 2;
constexpr std::int64_t kSharesMax = 262'144;
constexpr std::int64_t kSharesPerCpu = 1024;
constexpr std::int64_t kQuotaMinUs = 1000;
constexpr std::int64_t kWeightMax = 10'000;
constexpr std::int64_t kMilliCpuMax = 1'000'000'000;  // A million CPUs: keeps the products in range.

}  // namespace

std::int64_t cpu_shares(std::int64_t milli_cpu) {
  const std::int64_t milli = std::clamp<std::int64_t>(milli_cpu, 0, kMilliCpuMax);
  return std::clamp(milli * kSharesPerCpu / 1000, kSharesMin, kSharesMax);
}

std::int64_t cpu_quota_us(std::int64_t milli_cpu, std::int64_t period_us) {
  const std::int64_t milli = std::clamp<std::int64_t>(milli_cpu, 0, kMilliCpuMax);
  return std::max(milli * period_us / 1000, kQuotaMinUs);
}

std::int64_t linear_cpu_weight(std::int64_t shares) {
  const std::int64_t above = std::clamp(shares, kSharesMin, kSharesMax) - kSharesMin;
  return 1 + above * (kWeightMax - 1) / (kSharesMax - kSharesMin);
}

std::int64_t container_cpu_weight(std::int64_t shares) {
  if (shares <= kSharesMin) return 1;
  if (shares >= kSharesMax) return kWeightMax;
  const double log = std::log2(static_cast<double>(shares));
  return static_cast<std::int64_t>(std::ceil(std::pow(10.0, (log * log + 125.0 * log) / 612.0 - 7.0 / 34.0)));
}

}  // namespace peapod::platform
