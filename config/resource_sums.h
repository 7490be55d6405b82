#pragma once

// Sums over the containers of a pod, as Kubernetes makes them (1.36 component-helpers/resource/helpers.go).

#include <cstdint>
#include <optional>

#include "config/pod_spec.h"

namespace peapod::config {

enum class Resource : std::uint8_t { Cpu, Memory, EphemeralStorage };

// As in a manifest: "ephemeral-storage".
const char* name(Resource resource);

// Milli-cores or bytes; nothing when the list does not have it.
std::optional<std::int64_t> amount(const ResourceList& list, Resource resource);

// Stops at the largest number.
std::int64_t add_amounts(std::int64_t left, std::int64_t right);

struct ResourceSum {
  // What is used at one time at most: main containers and sidecars run together; a plain init container runs beside the
  // sidecars before it. Stops at the largest number.
  std::int64_t peak = 0;
  bool any = false;      // A container has the value.
  bool complete = true;  // Every container has it, and not as 0.
};

// Of &ResourceRequirements::requests or limits.
ResourceSum sum_over_containers(const PodSpec& spec, ResourceList ResourceRequirements::*list, Resource resource);

// The same with the pod's own (spec.resources), which for CPU and memory stands instead of the sum; `complete` then.
ResourceSum sum_of_pod(const PodSpec& spec, ResourceList ResourceRequirements::*list, Resource resource);

}  // namespace peapod::config
