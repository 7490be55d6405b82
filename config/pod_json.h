#pragma once

// Writes a PodSpec as the JSON the Kubernetes API prints: names, order and defaults of types.go, compact. The
// rest of a Pod (metadata, status) is the API's own.

#include <string>

#include "config/pod_spec.h"

namespace peapod::config {

// {"volumes":[...],"containers":[...],...}; appended, so that a caller can embed it in a larger object.
void append_spec_json(std::string& out, const PodSpec& spec);

std::string pod_spec_to_json(const PodSpec& spec);

// {"app":"web"} in the order of the keys, as Go prints maps.
void append_labels_json(std::string& out, const Labels& labels);

}  // namespace peapod::config
