#pragma once

// What a box has and what a pod asks for of it, in numbers.

#include <cstdint>
#include <optional>

#include "config/pod_spec.h"
#include "config/resource_sums.h"

namespace peapod::runtime {

// Amounts of what admission counts.
struct Resources {
  std::int64_t cpu_milli = 0;
  std::int64_t memory_bytes = 0;
  std::int64_t ephemeral_bytes = 0;  // ephemeral-storage: of the file system that volumes and writable layers are on.

  std::int64_t of(config::Resource resource) const;
  bool operator==(const Resources&) const = default;
};

// What the pod requests at one time at most: spec.resources, else of its main containers and sidecars, or of an init
// container.
Resources pod_request(const config::PodSpec& spec);

// What a container may use at most: its own limit, or for want of one its pod's. Zero is no limit.
std::optional<std::int64_t> container_limit(const config::PodSpec& spec, const config::Container& container,
                                            config::Resource resource);

Resources plus(const Resources& left, const Resources& right);
// What is left, at least 0 of each.
Resources minus(const Resources& whole, const Resources& part);

// The amounts of a list of the settings, 0 where it has none.
Resources amounts(const config::ResourceList& list);

}  // namespace peapod::runtime
