#pragma once

#include <string>

#include "config/pod_spec.h"

namespace peapod::runtime {

// Why a node is not one that the pod may run on, for people: "the node has no label disk=ssd"; empty when it is. Asked
// are its nodeSelector and its required node affinity, of whose terms one must match (Kubernetes 1.36
// component-helpers/scheduling/corev1/nodeaffinity); what is only preferred is not. A term without requirements matches
// no node.
std::string affinity_mismatch(const config::PodSpec& spec, const std::string& node_name, const config::Labels& labels);

}  // namespace peapod::runtime
