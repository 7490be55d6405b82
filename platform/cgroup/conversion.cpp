#include "platform/cgroup/conversion.h"

#include <algorithm>
#include <bit>

namespace peapod::platform {
namespace {

constexpr std::int64_t kSharesMin = 2;
constexpr std::int64_t kSharesMax = 262'144;
constexpr std::int64_t kSharesPerCpu = 1024;
constexpr std::int64_t kQuotaMinUs = 1000;
constexpr std::int64_t kWeightMax = 10'000;
constexpr std::int64_t kMilliCpuMax = 1'000'000'000;  // A million CPUs: keeps the products in range.

// The C library's log2() and pow() have tables of 9 KB. Terms of the series are taken until a double has no more room.
constexpr double kLn2 = 0.69314718055994530942;
constexpr double kLn10 = 2.30258509299404568402;
constexpr int kTerms = 20;

double log2_of(std::int64_t number) {
  const int whole = std::bit_width(static_cast<std::uint64_t>(number)) - 1;
  const double rest = static_cast<double>(number) / static_cast<double>(std::int64_t{1} << whole);  // From 1 to 2.
  const double t = (rest - 1) / (rest + 1);  // ln(rest) = 2 (t + t^3/3 + t^5/5 + ...)
  double sum = 0;
  for (int i = kTerms; i >= 0; --i) sum = sum * t * t + 1.0 / (2 * i + 1);
  return whole + 2 * t * sum / kLn2;
}

double exp_of(double exponent) {  // Of 0 to 16.
  const int whole = static_cast<int>(exponent / kLn2);
  const double rest = exponent - whole * kLn2;
  double sum = 1;
  for (int i = kTerms; i > 0; --i) sum = 1 + sum * rest / i;
  return sum * static_cast<double>(std::int64_t{1} << whole);
}

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
  const double log = log2_of(shares);
  const double weight = exp_of(kLn10 * ((log * log + 125.0 * log) / 612.0 - 7.0 / 34.0));
  // Rounded up. 1024 shares are 100 exactly, and nothing else comes as near to a whole number as this.
  return static_cast<std::int64_t>(weight * (1 - 1e-11)) + 1;
}

}  // namespace peapod::platform
