#pragma once

// Rules about several fields of a pod at once, checked when it has been read. A piece that could not be read
// is empty and is left alone: it has its complaint already.

#include "config/field.h"
#include "config/pod_spec.h"

namespace peapod::config {

// `field` is the spec of `spec`. Also sets what Kubernetes defaults from another field: hostPort with
// hostNetwork, and which containers are sidecars.
void check_pod_spec(const Field& field, PodSpec& spec);

void check_container(const Field& field, const Container& container, bool is_init, const PodSpec& spec);

// spec.resources against the containers. Also sets the requests that Kubernetes defaults.
void check_pod_resources(const Field& field, PodSpec& spec);

// Complains about every name which an earlier one in `seen` equals.
void check_unique(const Field& field, std::string_view name, std::vector<std::string_view>& seen);

}  // namespace peapod::config
