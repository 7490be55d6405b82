#include "firmware-agent/runtime/box_fit.h"

#include <algorithm>

#include "firmware-agent/runtime/admission.h"
#include "firmware-agent/runtime/resources.h"

namespace peapod::runtime {
namespace {

using config::Severity;

template <class Visit>
void each_container(const config::PodSpec& spec, Visit visit) {
  for (std::size_t i = 0; i < spec.init_containers.size(); ++i) {
    visit("spec.initContainers[" + std::to_string(i) + "]", spec.init_containers[i]);
  }
  for (std::size_t i = 0; i < spec.containers.size(); ++i) {
    visit("spec.containers[" + std::to_string(i) + "]", spec.containers[i]);
  }
}

std::string mebibytes(std::int64_t bytes) { return std::to_string(bytes >> 20) + "Mi"; }
std::string milli(std::int64_t cpu) { return std::to_string(cpu) + "m"; }

bool is_same(const PlacedPod& placed, const config::Pod& pod) {
  return placed.namespace_ == pod.metadata.namespace_ && placed.name == pod.metadata.name;
}

void check_labels(const config::Pod& pod, const BoxFacts& box, std::vector<Misfit>& misfits) {
  const auto rejection = admit(pod, box.labels, box.node_name);
  if (!rejection) return;
  misfits.push_back({rejection->reason == "NodeName" ? "spec.nodeName" : "spec.nodeSelector", rejection->message});
}

void check_requests(const config::Pod& pod, const BoxFacts& box, std::vector<Misfit>& misfits) {
  PodRequest free{box.cpu_milli, box.memory_bytes};
  for (const PlacedPod& other : box.pods) {
    if (is_same(other, pod)) continue;
    free.cpu_milli -= other.cpu_milli;
    free.memory_bytes -= other.memory_bytes;
  }
  const PodRequest wanted = pod_request(pod.spec);
  if (wanted.memory_bytes > std::max<std::int64_t>(free.memory_bytes, 0)) {
    misfits.push_back({"spec.containers", "the pod requests " + mebibytes(wanted.memory_bytes) +
                                              " of memory; of this box's " + mebibytes(box.memory_bytes) +
                                              " other pods leave " +
                                              mebibytes(std::max<std::int64_t>(free.memory_bytes, 0))});
  }
  if (wanted.cpu_milli > std::max<std::int64_t>(free.cpu_milli, 0)) {
    misfits.push_back({"spec.containers", "the pod requests " + milli(wanted.cpu_milli) + " of CPU; of this box's " +
                                              milli(box.cpu_milli) + " other pods leave " +
                                              milli(std::max<std::int64_t>(free.cpu_milli, 0))});
  }
}

void check_limits(const std::string& path, const config::Container& container, const BoxFacts& box,
                  std::vector<Misfit>& misfits) {
  const config::ResourceList& limits = container.resources.limits;
  const auto check = [&](const char* name, const std::optional<config::Quantity>& limit, std::int64_t capacity) {
    if (!limit) return;
    const std::string field = path + ".resources.limits." + name;
    if (const auto missing = box.controllers.find(name); missing != box.controllers.end()) {
      misfits.push_back({field, "is not enforced here: " + missing->second, Severity::Warning});
    } else if (limit->value > capacity) {
      misfits.push_back({field, "is more than this box has, so it limits nothing", Severity::Warning});
    }
  };
  check("cpu", limits.cpu, box.cpu_milli);
  check("memory", limits.memory, box.memory_bytes);
}

void check_ports(const std::string& path, const config::Container& container, const config::Pod& pod,
                 const BoxFacts& box, std::vector<Misfit>& misfits) {
  for (std::size_t i = 0; i < container.ports.size(); ++i) {
    const HostPort port{container.ports[i].protocol, container.ports[i].host_port};
    if (port.second == 0) continue;
    const auto owner = std::ranges::find_if(box.pods, [&](const PlacedPod& other) {
      return std::ranges::find(other.host_ports, port) != other.host_ports.end();
    });
    const bool ours = owner != box.pods.end() && is_same(*owner, pod);
    const bool taken = owner != box.pods.end() || std::ranges::find(box.taken_ports, port) != box.taken_ports.end();
    if (ours || !taken) continue;
    misfits.push_back({path + ".ports[" + std::to_string(i) + "]",
                       "port " + std::to_string(port.second) + " of the host is taken" +
                           (owner != box.pods.end() ? " by pod \"" + owner->namespace_ + "/" + owner->name + "\""
                                                    : std::string(" by another program"))});
  }
}

}  // namespace

std::vector<Misfit> find_misfits(const config::Pod& pod, const BoxFacts& box) {
  std::vector<Misfit> misfits;
  for (const std::string& sentence : box.kernel) misfits.push_back({"", sentence});
  check_labels(pod, box, misfits);
  check_requests(pod, box, misfits);
  each_container(pod.spec, [&](const std::string& path, const config::Container& container) {
    if (const auto missing = box.images.find(container.image); missing != box.images.end()) {
      misfits.push_back({path + ".image", missing->second});
    }
    check_limits(path, container, box, misfits);
    check_ports(path, container, pod, box, misfits);
  });
  for (std::size_t i = 0; i < pod.spec.volumes.size(); ++i) {
    const auto& host_path = pod.spec.volumes[i].host_path;
    const auto wrong = host_path ? box.host_paths.find(host_path->path) : box.host_paths.end();
    if (wrong == box.host_paths.end()) continue;
    misfits.push_back({"spec.volumes[" + std::to_string(i) + "].hostPath.path", wrong->second});
  }
  return misfits;
}

PlacedPod placed(const config::Pod& pod) {
  const PodRequest request = pod_request(pod.spec);
  PlacedPod result{pod.metadata.namespace_, pod.metadata.name, request.cpu_milli, request.memory_bytes, {}};
  each_container(pod.spec, [&](const std::string&, const config::Container& container) {
    for (const config::ContainerPort& port : container.ports) {
      if (port.host_port != 0) result.host_ports.emplace_back(port.protocol, port.host_port);
    }
  });
  return result;
}

}  // namespace peapod::runtime
