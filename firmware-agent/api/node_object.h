#pragma once

// The one Node: the box itself.

#include <span>
#include <string>
#include <vector>

#include "firmware-agent/api/table.h"
#include "firmware-agent/runtime/pod_control.h"

namespace peapod::api {

void append_node(std::string& out, const runtime::PodControl& pods, runtime::WallTime created);

// kubectl's columns of nodes.
std::span<const Column> node_columns();
std::vector<std::string> node_cells(const runtime::PodControl& pods, runtime::WallTime created);

}  // namespace peapod::api
