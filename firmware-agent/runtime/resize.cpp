#include "firmware-agent/runtime/resize.h"

#include <algorithm>
#include <utility>

namespace peapod::runtime {
namespace {

using platform::CgroupLimits;

const config::Container& container_of(const config::PodSpec& spec, std::size_t index) {
  const std::size_t inits = spec.init_containers.size();
  return index < inits ? spec.init_containers[index] : spec.containers[index - inits];
}

CgroupLimits limits_of(const config::PodSpec& spec, std::optional<std::size_t> container,
                       const Enforcement& enforcement) {
  return container ? container_limits(spec, container_of(spec, *container), enforcement)
                   : pod_limits(spec, enforcement);
}

CgroupLimits memory_part(const CgroupLimits& limits) {
  CgroupLimits part;
  part.memory_bytes = limits.memory_bytes;
  part.memory_high_bytes = limits.memory_high_bytes;
  part.memory_min_bytes = limits.memory_min_bytes;
  part.memory_low_bytes = limits.memory_low_bytes;
  return part;
}

CgroupLimits cpu_part(const CgroupLimits& limits) {
  CgroupLimits part;
  part.cpu_milli = limits.cpu_milli;
  part.cpu_period_us = limits.cpu_period_us;
  part.cpu_shares = limits.cpu_shares;
  part.cpu_weight = limits.cpu_weight;
  return part;
}

bool same_memory(const CgroupLimits& a, const CgroupLimits& b) {
  return a.memory_bytes == b.memory_bytes && a.memory_high_bytes == b.memory_high_bytes &&
         a.memory_min_bytes == b.memory_min_bytes && a.memory_low_bytes == b.memory_low_bytes;
}

bool same_cpu(const CgroupLimits& a, const CgroupLimits& b) {
  return a.cpu_milli == b.cpu_milli && a.cpu_shares == b.cpu_shares;
}

// What is not limited is more than any limit.
std::int64_t or_all(std::optional<std::int64_t> limit) { return limit.value_or(platform::kNoLimit); }

// One resource, with the parts of limits that are its own.
struct Aspect {
  CgroupLimits (*part)(const CgroupLimits&);
  bool (*same)(const CgroupLimits&, const CgroupLimits&);
  std::int64_t (*size)(const CgroupLimits&);
};
constexpr Aspect kMemory = {memory_part, same_memory, [](const CgroupLimits& l) { return or_all(l.memory_bytes); }};
constexpr Aspect kCpu = {cpu_part, same_cpu, [](const CgroupLimits& l) { return or_all(l.cpu_milli); }};

class Plan {
 public:
  Plan(const config::PodSpec& now, const config::PodSpec& wanted, const Enforcement& enforcement)
      : now_(now), wanted_(wanted), enforcement_(enforcement) {}

  void add(const Aspect& aspect, std::span<const std::size_t> containers) {
    const bool pod_grows = grows(aspect, std::nullopt);
    if (pod_grows) add_one(aspect, std::nullopt);
    for (const bool growing : {false, true}) {
      for (const std::size_t container : containers) {
        if (grows(aspect, container) == growing) add_one(aspect, container);
      }
    }
    if (!pod_grows) add_one(aspect, std::nullopt);
  }

  std::vector<ResizeStep> steps;

 private:
  bool grows(const Aspect& aspect, std::optional<std::size_t> container) const {
    return aspect.size(limits_of(wanted_, container, enforcement_)) >
           aspect.size(limits_of(now_, container, enforcement_));
  }

  void add_one(const Aspect& aspect, std::optional<std::size_t> container) {
    const CgroupLimits wanted = limits_of(wanted_, container, enforcement_);
    if (!aspect.same(limits_of(now_, container, enforcement_), wanted))
      steps.push_back({container, aspect.part(wanted)});
  }

  const config::PodSpec& now_;
  const config::PodSpec& wanted_;
  const Enforcement& enforcement_;
};

bool changes(const config::ResourceRequirements& now, const config::ResourceRequirements& wanted,
             config::Resource resource) {
  return config::amount(now.requests, resource) != config::amount(wanted.requests, resource) ||
         config::amount(now.limits, resource) != config::amount(wanted.limits, resource);
}

bool restarts(const config::Container& now, const config::Container& wanted) {
  return std::ranges::any_of(wanted.resize_policy, [&](const config::ContainerResizePolicy& policy) {
    if (policy.restart_policy != config::ResizeRestartPolicy::RestartContainer) return false;
    const bool is_cpu = policy.resource_name == "cpu";
    return changes(now.resources, wanted.resources, is_cpu ? config::Resource::Cpu : config::Resource::Memory);
  });
}

}  // namespace

ResizeAnswer judge_resize(const config::Pod& wanted, bool is_static, std::span<const PlacedPod> others,
                          const NodeFacts& node) {
  if (is_static) return {ResizeVerdict::Infeasible, "In-place resize of static-pods is not supported"};
  const PlacedPod own = placed(wanted, is_static);
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

std::vector<ResizeStep> resize_steps(const config::PodSpec& now, const config::PodSpec& wanted,
                                     std::span<const std::size_t> in_place, const Enforcement& enforcement) {
  Plan plan(now, wanted, enforcement);
  plan.add(kMemory, in_place);
  plan.add(kCpu, in_place);
  return std::move(plan.steps);
}

std::vector<std::size_t> containers_to_restart(const config::PodSpec& now, const config::PodSpec& wanted) {
  std::vector<std::size_t> indexes;
  const std::size_t count = wanted.init_containers.size() + wanted.containers.size();
  for (std::size_t i = 0; i < count; ++i) {
    if (restarts(container_of(now, i), container_of(wanted, i))) indexes.push_back(i);
  }
  return indexes;
}

std::string memory_in_use(const config::PodSpec& now, const config::PodSpec& wanted, std::span<const ResizeStep> steps,
                          const MemoryUsage& usage, const Enforcement& enforcement) {
  std::vector<std::string> reasons;
  for (const ResizeStep& step : steps) {
    if (!step.limits.memory_bytes) continue;
    const std::int64_t limit = *step.limits.memory_bytes;
    const bool shrinks = limit < or_all(limits_of(now, step.container, enforcement).memory_bytes);
    const std::optional<std::int64_t> used = shrinks ? usage(step.container) : std::nullopt;
    if (!used || *used <= limit) continue;
    const std::string whose =
        step.container ? "container \"" + container_of(wanted, *step.container).name + "\"" : "pod";
    std::string reason = "attempting to set " + whose + " memory limit (" + std::to_string(limit) +
                         ") below current usage (" + std::to_string(*used) + ")";
    // The pod's first, as kubelet looks.
    reasons.insert(step.container ? reasons.end() : reasons.begin(), std::move(reason));
  }
  if (reasons.empty()) return {};
  std::string text = "cannot decrease memory limits: ";
  if (reasons.size() == 1) return text + reasons.front();
  text += "[";
  for (const std::string& reason : reasons) text += (&reason == &reasons.front() ? "" : ", ") + reason;
  return text + "]";
}

}  // namespace peapod::runtime
