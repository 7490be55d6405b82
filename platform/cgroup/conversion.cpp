#include "platform/cgroup/conversion.h"

#include <algorithm>
#include <bit>
#include <numbers>

namespace peapod::platform {
namespace {

constexpr std::int64_t kSharesMin = 2;
constexpr std::int64_t kSharesMax = 262'144;
constexpr std::int64_t kSharesPerCpu = 1024;
constexpr std::int64_t kQuotaMinUs = 1000;
constexpr std::int64_t kWeightMax = 10'000;
constexpr int kTerms = 60;
constexpr double kAlmostOne = 1 - 1e-9;  // Rounds up, but not a whole number that came out a little too large.
constexpr std::int64_t kMilliCpuMax = 1'000'000'000;  // A million CPUs: keeps the products in range.

// log2 and the power of 10 as series: those of the C library keep tables of 9 KB. A test compares all results.
double binary_logarithm(std::int64_t value) {
  const int whole = std::bit_width(static_cast<std::uint64_t>(value)) - 1;
  const double rest = static_cast<double>(value) / static_cast<double>(std::int64_t{1} << whole);  // 1 to 2
  const double z = (rest - 1) / (rest + 1);
  double sum = 0;
  double power = z;
  for (int n = 1; n < kTerms; n += 2, power *= z * z) sum += power / n;
  return whole + 2 * sum / std::numbers::ln2;
}

double power_of_ten(double exponent) {
  const double natural = exponent * std::numbers::ln10;
  double sum = 1;
  double term = 1;
  for (int n = 1; n < kTerms; ++n) sum += term *= natural / n;
  return sum;
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
  const double log = binary_logarithm(shares);
  const double weight = power_of_ten((log * log + 125.0 * log) / 612.0 - 7.0 / 34.0);
  return static_cast<std::int64_t>(weight + kAlmostOne);
}

}  // namespace peapod::platform
