#include "firmware-agent/runtime/resources.h"

#include <algorithm>

namespace peapod::runtime {

using config::Resource;

std::int64_t Resources::of(Resource resource) const {
  switch (resource) {
    case Resource::Cpu:
      return cpu_milli;
    case Resource::Memory:
      return memory_bytes;
    case Resource::EphemeralStorage:
      break;
  }
  return ephemeral_bytes;
}

Resources pod_request(const config::PodSpec& spec) {
  const auto sum = [&](Resource resource) {
    return config::sum_of_pod(spec, &config::ResourceRequirements::requests, resource).peak;
  };
  return {sum(Resource::Cpu), sum(Resource::Memory), sum(Resource::EphemeralStorage)};
}

std::optional<std::int64_t> container_limit(const config::PodSpec& spec, const config::Container& container,
                                            Resource resource) {
  const auto positive = [&](const config::ResourceRequirements& resources) {
    const std::optional<std::int64_t> limit = config::amount(resources.limits, resource);
    return limit && *limit > 0 ? limit : std::nullopt;
  };
  if (const auto own = positive(container.resources)) return own;
  return spec.resources ? positive(*spec.resources) : std::nullopt;
}

Resources plus(const Resources& left, const Resources& right) {
  using config::add_amounts;
  return {add_amounts(left.cpu_milli, right.cpu_milli), add_amounts(left.memory_bytes, right.memory_bytes),
          add_amounts(left.ephemeral_bytes, right.ephemeral_bytes)};
}

Resources minus(const Resources& whole, const Resources& part) {
  const auto left = [](std::int64_t all, std::int64_t some) { return std::max<std::int64_t>(all - some, 0); };
  return {left(whole.cpu_milli, part.cpu_milli), left(whole.memory_bytes, part.memory_bytes),
          left(whole.ephemeral_bytes, part.ephemeral_bytes)};
}

Resources amounts(const config::ResourceList& list) {
  const auto value = [&](Resource resource) { return config::amount(list, resource).value_or(0); };
  return {value(Resource::Cpu), value(Resource::Memory), value(Resource::EphemeralStorage)};
}

}  // namespace peapod::runtime
