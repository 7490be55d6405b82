#include "firmware-agent/runtime/resources.h"

#include <algorithm>
#include <optional>

namespace peapod::runtime {
namespace {

constexpr int kGuaranteedOomScore = -997;
constexpr int kBestEffortOomScore = 1000;

std::int64_t shares(std::int64_t milli) { return std::clamp<std::int64_t>(milli * 1024 / 1000, 2, 262144); }

template <class Visit>
void each_container(const config::PodSpec& spec, Visit visit) {
  for (const config::Container& container : spec.init_containers) visit(container);
  for (const config::Container& container : spec.containers) visit(container);
}

std::int64_t value_or_zero(const std::optional<config::Quantity>& quantity) { return quantity ? quantity->value : 0; }

bool positive(const std::optional<config::Quantity>& quantity) { return value_or_zero(quantity) > 0; }

// Main containers and sidecars run together; a plain init container runs beside the sidecars before it.
struct Sum {
  std::int64_t together = 0;
  std::int64_t peak = 0;
  bool complete = true;  // Every container has the value.
};

Sum sum(const config::PodSpec& spec, std::optional<config::Quantity> config::ResourceList::*resource,
        config::ResourceList config::ResourceRequirements::*list) {
  Sum total;
  for (const config::Container& container : spec.init_containers) {
    const auto& quantity = container.resources.*list.*resource;
    total.complete = total.complete && positive(quantity);
    if (container.sidecar) total.together += value_or_zero(quantity);
    total.peak = std::max(total.peak, total.together + (container.sidecar ? 0 : value_or_zero(quantity)));
  }
  for (const config::Container& container : spec.containers) {
    const auto& quantity = container.resources.*list.*resource;
    total.complete = total.complete && positive(quantity);
    total.together += value_or_zero(quantity);
  }
  total.peak = std::max(total.peak, total.together);
  return total;
}

}  // namespace

QosClass qos_class(const config::PodSpec& spec) {
  bool any = false;
  bool guaranteed = true;
  each_container(spec, [&](const config::Container& container) {
    const config::ResourceList& limits = container.resources.limits;
    const config::ResourceList& requests = container.resources.requests;
    any = any || positive(limits.cpu) || positive(limits.memory) || positive(requests.cpu) || positive(requests.memory);
    guaranteed = guaranteed && positive(limits.cpu) && positive(limits.memory) && requests.cpu && requests.memory &&
                 requests.cpu->value == limits.cpu->value && requests.memory->value == limits.memory->value;
  });
  if (!any) return QosClass::BestEffort;
  return guaranteed ? QosClass::Guaranteed : QosClass::Burstable;
}

std::string_view name(QosClass qos) {
  switch (qos) {
    case QosClass::Guaranteed:
      return "Guaranteed";
    case QosClass::Burstable:
      return "Burstable";
    case QosClass::BestEffort:
      break;
  }
  return "BestEffort";
}

platform::CgroupLimits container_limits(const config::Container& container) {
  const config::ResourceList& limits = container.resources.limits;
  const config::ResourceList& requests = container.resources.requests;
  platform::CgroupLimits result;
  if (positive(limits.cpu)) result.cpu_milli = limits.cpu->value;
  result.cpu_shares = shares(requests.cpu ? requests.cpu->value : value_or_zero(limits.cpu));
  if (positive(limits.memory)) result.memory_bytes = limits.memory->value;
  result.oom_group = true;  // kubelet: unless singleProcessOOMKill. Never for the pod: its keeper would go too.
  return result;
}

platform::CgroupLimits pod_limits(const config::PodSpec& spec, std::int64_t pids) {
  using List = config::ResourceList;
  using Requirements = config::ResourceRequirements;
  platform::CgroupLimits result;
  result.cpu_shares = shares(sum(spec, &List::cpu, &Requirements::requests).peak);
  if (Sum cpu = sum(spec, &List::cpu, &Requirements::limits); cpu.complete) result.cpu_milli = cpu.peak;
  if (Sum memory = sum(spec, &List::memory, &Requirements::limits); memory.complete) result.memory_bytes = memory.peak;
  if (pids > 0) result.pids = pids;
  return result;
}

PodRequest pod_request(const config::PodSpec& spec) {
  const auto requests = &config::ResourceRequirements::requests;
  return {sum(spec, &config::ResourceList::cpu, requests).peak,
          sum(spec, &config::ResourceList::memory, requests).peak};
}

int oom_score_adj(QosClass qos, const config::Container& container, std::int64_t node_memory_bytes) {
  if (qos == QosClass::Guaranteed) return kGuaranteedOomScore;
  if (qos == QosClass::BestEffort || node_memory_bytes <= 0) return kBestEffortOomScore;
  const std::int64_t request = value_or_zero(container.resources.requests.memory);
  const auto score =
      static_cast<int>(1000 - 1000.0 * static_cast<double>(request) / static_cast<double>(node_memory_bytes));
  return std::clamp(score, 1000 + kGuaranteedOomScore, kBestEffortOomScore - 1);
}

std::string pod_cgroup_path(QosClass qos, std::string_view uid) {
  std::string path;
  if (qos == QosClass::Burstable) path = "burstable/";
  if (qos == QosClass::BestEffort) path = "besteffort/";
  return path.append("pod").append(uid);
}

}  // namespace peapod::runtime
