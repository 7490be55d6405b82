#include "config/pod_spec.h"

namespace peapod::config {

std::size_t container_count(const PodSpec& spec) {
  return spec.init_containers.size() + spec.containers.size() + spec.ephemeral_containers.size();
}

const Container& container_at(const PodSpec& spec, std::size_t index) {
  const std::size_t first_main = spec.init_containers.size();
  const std::size_t first_ephemeral = first_main + spec.containers.size();
  if (index < first_main) return spec.init_containers[index];
  return index < first_ephemeral ? spec.containers[index - first_main]
                                 : spec.ephemeral_containers[index - first_ephemeral];
}

}  // namespace peapod::config
