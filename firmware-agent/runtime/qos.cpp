#include "firmware-agent/runtime/qos.h"

#include <algorithm>
#include <optional>

#include "config/resource_sums.h"

namespace peapod::runtime {
namespace {

using config::Resource;
using config::ResourceRequirements;

constexpr int kGuaranteedOomScore = -997;
constexpr int kBestEffortOomScore = 1000;
constexpr Resource kOfQos[] = {Resource::Cpu, Resource::Memory};

std::int64_t value(const config::ResourceList& list, Resource resource) {
  return config::amount(list, resource).value_or(0);
}

bool says_anything(const ResourceRequirements& resources) {
  return std::ranges::any_of(kOfQos, [&](Resource resource) {
    return value(resources.limits, resource) > 0 || value(resources.requests, resource) > 0;
  });
}

// A request is never above its limit, so sums are equal when each pair is.
bool is_guaranteed(const ResourceRequirements& resources) {
  return std::ranges::all_of(kOfQos, [&](Resource resource) {
    const std::int64_t limit = value(resources.limits, resource);
    return limit > 0 && value(resources.requests, resource) == limit;
  });
}

std::int64_t memory_request(const config::Container& container) {
  return value(container.resources.requests, Resource::Memory);
}

// Each container's share of what the pod as a whole requests beyond its containers.
std::int64_t shared_request(const config::PodSpec& spec) {
  const std::int64_t whole = spec.resources ? value(spec.resources->requests, Resource::Memory) : 0;
  if (whole == 0) return 0;
  const auto sum = config::sum_over_containers(spec, &ResourceRequirements::requests, Resource::Memory);
  return (whole - sum.peak) / static_cast<std::int64_t>(spec.containers.size() + spec.init_containers.size());
}

// 1000 less the thousandths of the node's memory that are requested, cut off as kubelet's whole numbers are.
int score(std::int64_t request, std::int64_t node_memory_bytes) {
  if (request >= node_memory_bytes) return 0;
  return static_cast<int>(1000 - 1000 * request / node_memory_bytes);
}

}  // namespace

QosClass qos_class(const config::PodSpec& spec) {
  if (spec.resources && says_anything(*spec.resources)) {
    return is_guaranteed(*spec.resources) ? QosClass::Guaranteed : QosClass::Burstable;
  }
  bool any = false;
  bool guaranteed = true;
  for (const auto* containers : {&spec.init_containers, &spec.containers}) {
    for (const config::Container& container : *containers) {
      any = any || says_anything(container.resources);
      guaranteed = guaranteed && is_guaranteed(container.resources);
    }
  }
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

int oom_score_adj(const config::PodSpec& spec, const config::Container& container, std::int64_t node_memory_bytes) {
  const QosClass qos = qos_class(spec);
  if (qos == QosClass::Guaranteed || spec.priority_class_name == config::kSystemNodeCritical)
    return kGuaranteedOomScore;
  if (qos == QosClass::BestEffort || node_memory_bytes <= 0) return kBestEffortOomScore;
  const std::int64_t shared = shared_request(spec);
  int adjustment = score(memory_request(container) + shared, node_memory_bytes);
  if (container.sidecar && !spec.containers.empty()) {
    const auto least = std::ranges::min_element(spec.containers, {}, memory_request);
    adjustment = std::min(adjustment, score(memory_request(*least) + shared, node_memory_bytes));
  }
  return std::clamp(adjustment, 1000 + kGuaranteedOomScore, kBestEffortOomScore - 1);
}

std::string pod_cgroup_path(QosClass qos, std::string_view uid) {
  std::string path;
  if (qos == QosClass::Burstable) path = "burstable/";
  if (qos == QosClass::BestEffort) path = "besteffort/";
  return path.append("pod").append(uid);
}

}  // namespace peapod::runtime
