#pragma once

#include <span>
#include <string>
#include <vector>

#include "firmware-agent/api/table.h"
#include "firmware-agent/runtime/pod_control.h"

namespace peapod::api {

// kubectl's columns of events: LAST SEEN TYPE REASON OBJECT MESSAGE, and more with -o wide.
std::span<const Column> event_columns();
std::vector<std::string> table_cells(const runtime::EventView& event, const runtime::PodControl& pods);

}  // namespace peapod::api
