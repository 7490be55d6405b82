#include "firmware-agent/runtime/admission.h"

namespace peapod::runtime {

std::optional<Rejection> admit(const config::Pod& pod, const config::Labels& node_labels,
                               const std::string& node_name) {
  if (!pod.spec.node_name.empty() && pod.spec.node_name != node_name) {
    return Rejection{"NodeName", "Predicate NodeName failed: the pod wants node \"" + pod.spec.node_name +
                                     "\" and this is \"" + node_name + "\""};
  }
  for (const auto& [key, value] : pod.spec.node_selector) {
    const auto label = node_labels.find(key);
    if (label != node_labels.end() && label->second == value) continue;
    return Rejection{"NodeAffinity",
                     "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector: "
                     "the node has no label " +
                         key + "=" + value};
  }
  return std::nullopt;
}

}  // namespace peapod::runtime
