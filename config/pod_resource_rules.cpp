// What spec.resources must be beside the resources of containers (Kubernetes 1.36 core/validation
// validatePodResourceConsistency, core/v1/defaults.go setDefaultPodRequests).

#include <optional>
#include <string>

#include "config/quantity.h"
#include "config/resource_sums.h"
#include "config/rules.h"

namespace peapod::config {
namespace {

constexpr Resource kOfPods[] = {Resource::Cpu, Resource::Memory};

std::optional<Quantity>& quantity_of(ResourceList& list, Resource resource) {
  return resource == Resource::Cpu ? list.cpu : list.memory;
}

// A sum has the notation of its first part: 64Mi and 64Mi are 128Mi.
bool is_binary(const PodSpec& spec, Resource resource) {
  for (const auto* containers : {&spec.containers, &spec.init_containers}) {
    for (const Container& container : *containers) {
      const ResourceList& requests = container.resources.requests;
      const auto& first = resource == Resource::Cpu ? requests.cpu : requests.memory;
      if (first) return first->text.ends_with('i');
    }
  }
  return false;
}

Quantity sum_quantity(const PodSpec& spec, Resource resource, std::int64_t sum) {
  constexpr std::int64_t kKi = 1024;
  if (resource == Resource::Cpu) return parse_quantity(std::to_string(sum) + "m", QuantityUnit::Milli).quantity;
  const bool binary = sum % kKi == 0 && is_binary(spec, resource);
  return parse_quantity(binary ? std::to_string(sum / kKi) + "Ki" : std::to_string(sum), QuantityUnit::Bytes).quantity;
}

void default_requests(PodSpec& spec, Resource resource) {
  ResourceRequirements& own = *spec.resources;
  const bool has_limits = own.limits.cpu || own.limits.memory;
  std::optional<Quantity>& request = quantity_of(own.requests, resource);
  if (request || !has_limits) return;
  const ResourceSum sum = sum_over_containers(spec, &ResourceRequirements::requests, resource);
  request = sum.any ? std::optional(sum_quantity(spec, resource, sum.peak)) : quantity_of(own.limits, resource);
}

void check_container_limits(const Field& field, PodSpec& spec, Resource resource) {
  const std::optional<Quantity>& most = quantity_of(spec.resources->limits, resource);
  if (!most) return;
  const auto check = [&](const char* key, std::vector<Container>& containers) {
    for (std::size_t i = 0; i < containers.size(); ++i) {
      const std::optional<Quantity>& limit = quantity_of(containers[i].resources.limits, resource);
      if (!limit || limit->value <= most->value) continue;
      const Field limits = field.member(key).item(i).member("resources").member("limits");
      limits.member(name(resource)).invalid("must be less than or equal to pod limits of " + most->text);
    }
  };
  check("initContainers", spec.init_containers);
  check("containers", spec.containers);
}

}  // namespace

void check_pod_resources(const Field& field, PodSpec& spec) {
  if (!spec.resources) return;
  const Field requests = field.member("resources").member("requests");
  for (const Resource resource : kOfPods) {
    default_requests(spec, resource);
    check_container_limits(field, spec, resource);
    const std::optional<Quantity>& request = quantity_of(spec.resources->requests, resource);
    const std::optional<Quantity>& limit = quantity_of(spec.resources->limits, resource);
    if (!request) continue;
    const Field request_field = requests.member(name(resource));
    if (limit && request->value > limit->value) {
      request_field.invalid("must be less than or equal to " + std::string(name(resource)) + " limit of " +
                            limit->text);
    }
    const ResourceSum sum = sum_over_containers(spec, &ResourceRequirements::requests, resource);
    if (sum.peak <= request->value) continue;
    request_field.invalid("must be greater than or equal to aggregate container requests of " +
                          sum_quantity(spec, resource, sum.peak).text);
  }
}

}  // namespace peapod::config
