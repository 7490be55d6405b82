#include "firmware-agent/runtime/box_fit.h"

#include <algorithm>
#include <iterator>

#include "firmware-agent/runtime/admission.h"

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

// "1500m of CPU", "300Mi of memory", "1 of pods".
std::string amount(const Shortage& shortage, std::int64_t value) {
  if (!shortage.resource) return std::to_string(value);
  if (*shortage.resource == config::Resource::Cpu) return std::to_string(value) + "m";
  constexpr std::int64_t kMi = 1 << 20;
  return value % kMi == 0 ? std::to_string(value / kMi) + "Mi" : std::to_string(value);
}

bool is_same(const PlacedPod& placed, const config::Pod& pod) {
  return placed.namespace_ == pod.metadata.namespace_ && placed.name == pod.metadata.name;
}

const char* field_of(const config::Pod& pod, const Rejection& rejection) {
  if (rejection.reason == "NodeName") return "spec.nodeName";
  return pod.spec.node_selector.empty() ? "spec.affinity" : "spec.nodeSelector";
}

// Ports have a check of their own, which knows of other programs too.
void check_admission(const config::Pod& pod, const BoxFacts& box, std::vector<Misfit>& misfits) {
  std::vector<PlacedPod> others;
  std::ranges::copy_if(box.pods, std::back_inserter(others),
                       [&](const PlacedPod& other) { return !is_same(other, pod); });
  const Obstacles obstacles = find_obstacles(pod, placed(pod, false), others, box.node);
  for (const Rejection& rejection : obstacles.others) {
    if (rejection.reason != "NodePorts") misfits.push_back({field_of(pod, rejection), rejection.message});
  }
  for (const Shortage& shortage : obstacles.shortages) {
    const std::int64_t left = std::max<std::int64_t>(shortage.capacity - shortage.used, 0);
    misfits.push_back({shortage.resource ? "spec.containers" : "",
                       std::string("the pod requests ") + amount(shortage, shortage.requested) + " of " +
                           name(shortage) + "; of the " + amount(shortage, shortage.capacity) +
                           " for pods others leave " + amount(shortage, left)});
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
  check("cpu", limits.cpu, box.node.capacity.cpu_milli);
  check("memory", limits.memory, box.node.capacity.memory_bytes);
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
  check_admission(pod, box, misfits);
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

}  // namespace peapod::runtime
