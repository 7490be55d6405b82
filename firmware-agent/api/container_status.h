#pragma once

// One entry of containerStatuses or initContainerStatuses.

#include "config/json_writer.h"
#include "firmware-agent/runtime/pod_control.h"

namespace peapod::api {

// `index` as in PodPolicy::containers.
void write_container_status(config::JsonWriter& json, const runtime::PodView& view, std::size_t index,
                            const runtime::PodControl& pods);

}  // namespace peapod::api
