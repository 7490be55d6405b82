#pragma once

#include <span>
#include <string>
#include <vector>

#include "firmware-agent/api/table.h"
#include "firmware-agent/runtime/pod_control.h"

namespace peapod::api {

// kubectl's columns of pods: NAME READY STATUS RESTARTS AGE, and with -o wide IP NODE NOMINATED NODE
// READINESS GATES.
std::span<const Column> pod_columns();
std::vector<std::string> table_cells(const runtime::PodView& view, const runtime::PodControl& pods);

}  // namespace peapod::api
