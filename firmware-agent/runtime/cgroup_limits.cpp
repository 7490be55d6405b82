#include "firmware-agent/runtime/cgroup_limits.h"

#include <algorithm>
#include <optional>

#include "config/resource_sums.h"

namespace peapod::runtime {
namespace {

using config::Resource;
using config::ResourceRequirements;
using platform::CgroupLimits;

void set_quota(CgroupLimits& limits, std::optional<std::int64_t> milli, const Enforcement& enforcement) {
  if (!enforcement.cpu_quota) return;
  limits.cpu_milli = milli;
  limits.cpu_period_us = enforcement.cpu_period_us;
}

void set_reservation(CgroupLimits& limits, QosClass qos, std::int64_t request, const Enforcement& enforcement) {
  if (!enforcement.reserve_memory) return;
  if (qos == QosClass::Guaranteed) limits.memory_min_bytes = request;
  if (qos == QosClass::Burstable) limits.memory_low_bytes = request;
}

// request + factor * (limit - request), in whole pages; nothing when that is no more than the request (KEP-2570).
std::optional<std::int64_t> memory_high(std::int64_t request, std::int64_t limit, const Enforcement& enforcement) {
  if (limit <= request) return std::nullopt;
  const std::int64_t room = limit - request;
  const std::int64_t part =
      room / 1000 * enforcement.memory_throttling + room % 1000 * enforcement.memory_throttling / 1000;
  const std::int64_t high = (request + part) / enforcement.page_bytes * enforcement.page_bytes;
  return high > request ? std::optional(high) : std::nullopt;
}

}  // namespace

CgroupLimits container_limits(const config::PodSpec& spec, const config::Container& container,
                              const Enforcement& enforcement) {
  const config::ResourceList& requests = container.resources.requests;
  const auto cpu_limit = container_limit(spec, container, Resource::Cpu);
  CgroupLimits limits;
  set_quota(limits, cpu_limit, enforcement);
  limits.cpu_shares = platform::cpu_shares(config::amount(requests, Resource::Cpu).value_or(cpu_limit.value_or(0)));
  limits.memory_bytes = container_limit(spec, container, Resource::Memory);
  limits.oom_group = enforcement.oom_group;  // Never for the pod: its keeper would go too.

  const QosClass qos = qos_class(spec);
  const std::int64_t request = config::amount(requests, Resource::Memory).value_or(0);
  set_reservation(limits, qos, request, enforcement);
  if (enforcement.memory_throttling > 0 && qos != QosClass::Guaranteed) {
    limits.memory_high_bytes =
        memory_high(request, limits.memory_bytes.value_or(enforcement.allocatable_memory), enforcement)
            .value_or(platform::kNoLimit);
  }
  return limits;
}

CgroupLimits pod_limits(const config::PodSpec& spec, const Enforcement& enforcement) {
  const Resources request = pod_request(spec);
  const QosClass qos = qos_class(spec);
  const auto limit = [&](Resource resource) -> std::optional<std::int64_t> {
    const auto sum = config::sum_of_pod(spec, &ResourceRequirements::limits, resource);
    return sum.complete ? std::optional(sum.peak) : std::nullopt;
  };
  CgroupLimits limits;
  limits.cpu_weight = CgroupLimits::Weight::Linear;
  limits.cpu_shares = platform::cpu_shares(request.cpu_milli);
  set_quota(limits, limit(Resource::Cpu), enforcement);
  limits.memory_bytes = limit(Resource::Memory);
  set_reservation(limits, qos, request.memory_bytes, enforcement);
  if (enforcement.pod_pids > 0) limits.pids = enforcement.pod_pids;
  return limits;
}

void TierRequests::add(QosClass qos, const Resources& request) {
  if (qos == QosClass::BestEffort) return;
  Resources& sum = qos == QosClass::Guaranteed ? guaranteed : burstable;
  sum = plus(sum, request);
}

TierLimits tier_limits(const TierRequests& requests, const Enforcement& enforcement) {
  TierLimits limits;
  limits.burstable.cpu_weight = limits.best_effort.cpu_weight = CgroupLimits::Weight::Linear;
  limits.burstable.cpu_shares = platform::cpu_shares(requests.burstable.cpu_milli);
  limits.best_effort.cpu_shares = platform::cpu_shares(0);
  if (enforcement.reserve_memory) {
    // The kernel keeps for a group no more than is kept for the one above it.
    limits.all.memory_min_bytes = requests.guaranteed.memory_bytes;
    limits.all.memory_low_bytes = requests.burstable.memory_bytes;
    limits.burstable.memory_low_bytes = requests.burstable.memory_bytes;
  }
  return limits;
}

CgroupLimits node_limits(const Resources& capacity, const Resources& allocatable) {
  CgroupLimits limits;
  limits.cpu_weight = CgroupLimits::Weight::Linear;
  limits.cpu_shares = platform::cpu_shares(allocatable.cpu_milli);
  const bool reserved = allocatable.memory_bytes < capacity.memory_bytes;
  limits.memory_bytes = reserved ? allocatable.memory_bytes : platform::kNoLimit;
  return limits;
}

}  // namespace peapod::runtime
