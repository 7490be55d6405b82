#include "config/resource_sums.h"

#include <algorithm>
#include <limits>

namespace peapod::config {

const char* name(Resource resource) {
  switch (resource) {
    case Resource::Cpu:
      return "cpu";
    case Resource::Memory:
      return "memory";
    case Resource::EphemeralStorage:
      break;
  }
  return "ephemeral-storage";
}

std::optional<std::int64_t> amount(const ResourceList& list, Resource resource) {
  const auto value = [](const std::optional<Quantity>& quantity) {
    return quantity ? std::optional(quantity->value) : std::nullopt;
  };
  if (resource == Resource::Cpu) return value(list.cpu);
  if (resource == Resource::Memory) return value(list.memory);
  const auto other = list.others.find(name(resource));
  return other == list.others.end() ? std::nullopt : std::optional(other->second.value);
}

std::int64_t add_amounts(std::int64_t left, std::int64_t right) {
  std::int64_t sum = 0;
  return __builtin_add_overflow(left, right, &sum) ? std::numeric_limits<std::int64_t>::max() : sum;
}

ResourceSum sum_over_containers(const PodSpec& spec, ResourceList ResourceRequirements::*list, Resource resource) {
  ResourceSum sum;
  std::int64_t together = 0;
  const auto take = [&](const Container& container, bool stays) {
    const std::optional<std::int64_t> value = amount(container.resources.*list, resource);
    sum.any = sum.any || value.has_value();
    sum.complete = sum.complete && value.value_or(0) > 0;
    const std::int64_t now = add_amounts(together, value.value_or(0));
    if (stays) together = now;
    return now;
  };
  for (const Container& container : spec.init_containers)
    sum.peak = std::max(sum.peak, take(container, container.sidecar));
  for (const Container& container : spec.containers) take(container, true);
  sum.peak = std::max(sum.peak, together);
  return sum;
}

ResourceSum sum_of_pod(const PodSpec& spec, ResourceList ResourceRequirements::*list, Resource resource) {
  ResourceSum sum = sum_over_containers(spec, list, resource);
  if (!spec.resources || resource == Resource::EphemeralStorage) return sum;
  const std::optional<std::int64_t> own = amount((*spec.resources).*list, resource);
  if (own) sum = {.peak = *own, .any = true, .complete = *own > 0 || sum.complete};
  return sum;
}

}  // namespace peapod::config
