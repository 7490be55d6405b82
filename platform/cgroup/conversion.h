#pragma once

// Kubernetes' amounts of CPU in the kernel's scales. Pure. Kubelet 1.36 cm/helpers_linux.go; the two weights of v2 are
// those of a node: kubelet's own of the groups that it makes, and the runtimes' of the groups of containers.

#include <cstdint>

namespace peapod::platform {

constexpr std::int64_t kCpuPeriodUs = 100'000;  // kubelet's cpuCFSQuotaPeriod when not set.

// cpu.shares of v1, 2..262144: 1024 for a whole CPU.
std::int64_t cpu_shares(std::int64_t milli_cpu);

// CFS quota in microseconds of a period, at least 1000 as the kernel wants it.
std::int64_t cpu_quota_us(std::int64_t milli_cpu, std::int64_t period_us = kCpuPeriodUs);

// cpu.weight of v2, 1..10000, for a container: 100 for 1024 shares, quadratic in the logarithm (runc from 1.3.2, crun).
std::int64_t container_cpu_weight(std::int64_t shares);

// The same for what lies above containers, pods and QoS tiers: linear, 39 for 1024 shares
// (kubelet 1.36 cm/cgroup_v2_manager_linux.go).
std::int64_t linear_cpu_weight(std::int64_t shares);

}  // namespace peapod::platform
