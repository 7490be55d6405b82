#pragma once

// Kubernetes' amounts of CPU in the kernel's scales. Pure. Kubelet 1.36 cm/helpers_linux.go; the weight of v2
// as runc from 1.3.2 and crun compute it, so that a container gets the same share here as on a node.

#include <cstdint>

namespace peapod::platform {

constexpr std::int64_t kCpuPeriodUs = 100'000;

// cpu.shares of v1, 2..262144: 1024 for a whole CPU.
std::int64_t cpu_shares(std::int64_t milli_cpu);

// CFS quota in microseconds of a period, at least 1000.
std::int64_t cpu_quota_us(std::int64_t milli_cpu);

// cpu.weight of v2, 1..10000: 100 for 1024 shares, quadratic in the logarithm.
std::int64_t cpu_weight(std::int64_t shares);

}  // namespace peapod::platform
