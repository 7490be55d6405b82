#include "firmware-agent/runtime/placed_pod.h"

namespace peapod::runtime {

// Init containers are done before the others start, so only sidecars among them keep a port.
PlacedPod placed(const config::Pod& pod, bool is_static) {
  PlacedPod result;
  result.namespace_ = pod.metadata.namespace_;
  result.name = pod.metadata.name;
  result.request = pod_request(pod.spec);
  result.qos = qos_class(pod.spec);
  result.priority = pod.spec.priority;
  result.is_static = is_static;
  const auto take_ports = [&](const config::Container& container) {
    for (const config::ContainerPort& port : container.ports) {
      if (port.host_port != 0) result.host_ports.emplace_back(port.protocol, port.host_port);
    }
  };
  for (const config::Container& container : pod.spec.containers) take_ports(container);
  for (const config::Container& container : pod.spec.init_containers) {
    if (container.sidecar) take_ports(container);
  }
  return result;
}

bool is_critical(const PlacedPod& pod) {
  return pod.is_static || pod.priority.value_or(0) >= config::kSystemCriticalPriority;
}

bool may_preempt(const PlacedPod& pod, const PlacedPod& other) {
  if (is_critical(pod) && !is_critical(other)) return true;
  return pod.priority && other.priority && *pod.priority > *other.priority;
}

}  // namespace peapod::runtime
