#include "firmware-agent/runtime/resize.h"

#include <algorithm>
#include <vector>

#include "config/json_writer.h"
#include "config/pod_json.h"
#include "firmware-agent/runtime/cgroup_limits.h"

namespace peapod::runtime {
namespace {

// What is not limited is more than any limit.
std::optional<std::int64_t> larger(std::optional<std::int64_t> a, std::optional<std::int64_t> b) {
  return a && b ? std::optional(std::max(*a, *b)) : std::nullopt;
}

void append_containers(config::JsonWriter& json, const char* list, const std::vector<config::Container>& containers) {
  if (containers.empty()) return;
  json.begin_array(list);
  for (const config::Container& container : containers) {
    std::string resources;
    config::append_resources_json(resources, container.resources);
    json.begin_object();
    json.field("name", container.name);
    json.key("resources");
    json.raw(resources);
    json.end_object();
  }
  json.end_array();
}

}  // namespace

std::string_view name(ResizeVerdict verdict) {
  switch (verdict) {
    case ResizeVerdict::Accepted:
      break;
    case ResizeVerdict::Deferred:
      return "Deferred";
    case ResizeVerdict::Infeasible:
      return "Infeasible";
  }
  return "Accepted";
}

ResizeAnswer judge_resize(const config::Pod& wanted, std::span<const PlacedPod> others, const NodeFacts& node) {
  const PlacedPod own = placed(wanted, false);
  for (const config::Resource resource : {config::Resource::Memory, config::Resource::Cpu}) {
    const std::int64_t requested = own.request.of(resource);
    const std::int64_t capacity = node.allocatable.of(resource);
    if (requested <= capacity) continue;
    return {ResizeVerdict::Infeasible, std::string("Node didn't have enough capacity: ") + config::name(resource) +
                                           ", requested: " + std::to_string(requested) +
                                           ", capacity: " + std::to_string(capacity)};
  }
  const Obstacles obstacles = find_obstacles(wanted, own, others, node);
  if (obstacles.shortages.empty()) return {};
  return {ResizeVerdict::Deferred, rejection(obstacles.shortages.front()).message};
}

std::string memory_in_use(const config::PodSpec& wanted, const MemoryUsage& usage) {
  std::vector<std::string> reasons;
  const auto look_at = [&](std::optional<std::size_t> which, std::optional<std::int64_t> limit,
                           const std::string& whose) {
    const std::optional<std::int64_t> used = limit ? usage(which) : std::nullopt;
    if (!used || *used <= *limit) return;
    reasons.push_back("attempting to set " + whose + " memory limit (" + std::to_string(*limit) +
                      ") below current usage (" + std::to_string(*used) + ")");
  };
  look_at(std::nullopt, pod_limits(wanted, {}).memory_bytes, "pod");
  const std::size_t count = wanted.init_containers.size() + wanted.containers.size();
  for (std::size_t i = 0; i < count; ++i) {
    const config::Container& container = container_at(wanted, i);
    look_at(i, container_limits(wanted, container, {}).memory_bytes, "container \"" + container.name + "\"");
  }
  if (reasons.empty()) return {};
  std::string text = "cannot decrease memory limits: ";
  if (reasons.size() == 1) return text + reasons.front();
  text += "[";
  for (const std::string& reason : reasons) text += (&reason == &reasons.front() ? "" : ", ") + reason;
  return text + "]";
}

platform::CgroupLimits larger_limits(const platform::CgroupLimits& now, const platform::CgroupLimits& wanted) {
  platform::CgroupLimits limits = wanted;
  limits.cpu_milli = larger(now.cpu_milli, wanted.cpu_milli);
  limits.cpu_shares = larger(now.cpu_shares, wanted.cpu_shares);
  limits.memory_bytes = larger(now.memory_bytes, wanted.memory_bytes);
  limits.memory_min_bytes = larger(now.memory_min_bytes, wanted.memory_min_bytes);
  limits.memory_low_bytes = larger(now.memory_low_bytes, wanted.memory_low_bytes);
  return limits;
}

std::string resize_summary(const config::PodSpec& spec, std::int64_t generation, const std::string& error) {
  std::string text;
  config::JsonWriter json(text);
  json.begin_object();
  append_containers(json, "initContainers", spec.init_containers);
  append_containers(json, "containers", spec.containers);
  json.field("generation", generation);
  json.field_unless_empty("error", error);
  json.end_object();
  return text;
}

}  // namespace peapod::runtime
