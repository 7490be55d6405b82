#pragma once

// Amounts of CPU, memory and other resources, and what a container or pod asks for of them.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace peapod::config {

// An amount as Kubernetes writes it ("500m", "64Mi"): the text is kept for output, the value for use.
struct Quantity {
  std::string text;        // Canonical, as Kubernetes prints it: "1024Mi" is "1Gi", "0.5" is "500m".
  std::int64_t value = 0;  // Milli-cores for cpu, bytes or items for everything else; rounded up.

  bool operator==(const Quantity&) const = default;
};

struct ResourceList {
  std::optional<Quantity> cpu;             // Milli-cores.
  std::optional<Quantity> memory;          // Bytes.
  std::map<std::string, Quantity> others;  // ephemeral-storage; "hugepages-2Mi" and extended resources are refused.
};

struct ResourceRequirements {
  ResourceList limits;
  ResourceList requests;  // Defaulted from limits where a limit is given.
};

enum class ResizeRestartPolicy : std::uint8_t { NotRequired, RestartContainer };

struct ContainerResizePolicy {
  std::string resource_name;  // "cpu" or "memory".
  ResizeRestartPolicy restart_policy = ResizeRestartPolicy::NotRequired;
};

}  // namespace peapod::config
