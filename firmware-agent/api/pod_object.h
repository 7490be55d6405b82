#pragma once

// A Pod as the Kubernetes API prints it.

#include <string>

#include "firmware-agent/runtime/pod_control.h"

namespace peapod::api {

// Indexes of the main containers in the order of their names, as containerStatuses lists them.
std::vector<std::size_t> main_containers_by_name(const config::PodSpec& spec);

void append_object(std::string& out, const runtime::PodView& view, const runtime::PodControl& pods);

// The pod of that name; empty when there is none.
std::string find_object(const runtime::PodControl& pods, const std::string& ns, const std::string& name);

// What the pod would be with the labels, annotations and spec of `changed`.
std::string object_as_changed(const runtime::PodView& view, const config::Pod& changed,
                              const runtime::PodControl& pods);

// As the box has granted it.
const config::PodSpec& granted_spec(const runtime::PodView& view);

// metadata alone; the object of a Table's row.
void append_metadata(std::string& out, const runtime::PodView& view);

}  // namespace peapod::api
