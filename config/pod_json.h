#pragma once

// Writes a Pod as the JSON the Kubernetes API prints: names, order and defaults of types.go, compact. What only a
// server has (status, resourceVersion, creationTimestamp, ...) is the API's own.

#include <string>

#include "config/pod_spec.h"

namespace peapod::config {

// {"volumes":[...],"containers":[...],...}; appended, so that a caller can embed it in a larger object.
void append_spec_json(std::string& out, const PodSpec& spec);

std::string pod_spec_to_json(const PodSpec& spec);

// The pod as a manifest: kind, apiVersion, metadata and spec.
std::string pod_to_json(const Pod& pod);

// {"limits":{"cpu":"1"},"requests":{"cpu":"500m"}}
void append_resources_json(std::string& out, const ResourceRequirements& resources);
// {"cpu":"500m","memory":"64Mi"}
void append_amounts_json(std::string& out, const ResourceList& amounts);

// {"app":"web"} in the order of the keys, as Go prints maps.
void append_labels_json(std::string& out, const Labels& labels);

}  // namespace peapod::config
