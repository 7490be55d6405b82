#include "firmware-agent/runtime/admission.h"

#include <algorithm>
#include <utility>

#include "firmware-agent/runtime/node_affinity.h"
#include "firmware-agent/runtime/preemption.h"

namespace peapod::runtime {
namespace {

Resources used_by(std::span<const PlacedPod> pods) {
  Resources used;
  for (const PlacedPod& pod : pods) used = plus(used, pod.request);
  return used;
}

std::vector<Shortage> find_shortages(const PlacedPod& placed, std::span<const PlacedPod> others,
                                     const NodeFacts& node) {
  using config::Resource;
  std::vector<Shortage> shortages;
  const auto count = static_cast<std::int64_t>(others.size());
  if (count + 1 > node.max_pods) shortages.push_back({std::nullopt, 1, count, node.max_pods});
  const Resources used = used_by(others);
  for (const Resource resource : {Resource::Cpu, Resource::Memory, Resource::EphemeralStorage}) {
    const Shortage shortage{resource, placed.request.of(resource), used.of(resource), node.allocatable.of(resource)};
    if (shortage.requested > 0 && shortage.missing() > 0) shortages.push_back(shortage);
  }
  return shortages;
}

Rejection failed_predicate(const char* name, const std::string& why, const std::string& detail) {
  return {name, std::string("Predicate ") + name + " failed: " + why + ": " + detail};
}

std::string port_text(const HostPort& port) {
  const char* const protocol = port.first == config::Protocol::Tcp   ? "TCP"
                               : port.first == config::Protocol::Udp ? "UDP"
                                                                     : "SCTP";
  return std::to_string(port.second) + "/" + protocol;
}

std::optional<Rejection> find_taken_port(const PlacedPod& placed, std::span<const PlacedPod> others) {
  for (const HostPort& port : placed.host_ports) {
    for (const PlacedPod& other : others) {
      if (std::ranges::find(other.host_ports, port) == other.host_ports.end()) continue;
      return failed_predicate("NodePorts", "node(s) didn't have free ports for the requested pod ports",
                              port_text(port) + " is taken by pod \"" + other.namespace_ + "/" + other.name + "\"");
    }
  }
  return std::nullopt;
}

}  // namespace

const char* name(const Shortage& shortage) { return shortage.resource ? config::name(*shortage.resource) : "pods"; }

Rejection rejection(const Shortage& shortage) {
  const std::string resource = name(shortage);
  return {"OutOf" + resource,
          "Node didn't have enough resource: " + resource + ", requested: " + std::to_string(shortage.requested) +
              ", used: " + std::to_string(shortage.used) + ", capacity: " + std::to_string(shortage.capacity)};
}

Obstacles find_obstacles(const config::Pod& pod, const PlacedPod& placed, std::span<const PlacedPod> others,
                         const NodeFacts& node) {
  Obstacles found;
  found.shortages = find_shortages(placed, others, node);
  if (const std::string detail = affinity_mismatch(pod.spec, node.name, node.labels); !detail.empty()) {
    found.others.push_back(
        failed_predicate("NodeAffinity", "node(s) didn't match Pod's node affinity/selector", detail));
  }
  if (!pod.spec.node_name.empty() && pod.spec.node_name != node.name) {
    found.others.push_back(
        failed_predicate("NodeName", "node(s) didn't match the requested node name",
                         "the pod wants \"" + pod.spec.node_name + "\" and this is \"" + node.name + "\""));
  }
  if (auto taken = find_taken_port(placed, others)) found.others.push_back(std::move(*taken));
  return found;
}

Admission admit(const config::Pod& pod, bool is_static, std::span<const PlacedPod> others, const NodeFacts& node) {
  const auto os = pod.metadata.labels.find("kubernetes.io/os");
  if (os != pod.metadata.labels.end() && os->second != "linux") {
    return {Rejection{"PodOSSelectorNodeLabelDoesNotMatch",
                      "Failed to admit pod as the `kubernetes.io/os` label doesn't match node label"},
            {}};
  }
  const PlacedPod own = placed(pod, is_static);
  Obstacles obstacles = find_obstacles(pod, own, others, node);
  if (obstacles.none()) return {};
  if (!is_critical(own)) {
    const bool room = obstacles.shortages.empty();
    return {room ? std::move(obstacles.others.front()) : rejection(obstacles.shortages.front()), {}};
  }
  if (!obstacles.others.empty()) return {std::move(obstacles.others.front()), {}};
  auto victims = pods_to_preempt(own, others, obstacles.shortages);
  if (victims) return {std::nullopt, std::move(*victims)};
  return {Rejection{"UnexpectedAdmissionError", preemption_failure(own, others, obstacles.shortages)}, {}};
}

}  // namespace peapod::runtime
