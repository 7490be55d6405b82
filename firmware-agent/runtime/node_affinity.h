#pragma once

#include <string>

#include "config/pod_spec.h"

namespace peapod::runtime {

// Whether a node is one that the pod may run on: its nodeSelector and its required node affinity, of whose terms one
// must match (Kubernetes 1.36 component-helpers/scheduling/corev1/nodeaffinity). What is only preferred is not asked
// about. A term without requirements matches no node.
bool matches_node(const config::PodSpec& spec, const std::string& node_name, const config::Labels& labels);

// What of it does not match, for people: "the node has no label disk=ssd"; empty when all does.
std::string affinity_mismatch(const config::PodSpec& spec, const std::string& node_name, const config::Labels& labels);

}  // namespace peapod::runtime
