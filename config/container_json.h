#pragma once

// The part of pod_json that writes one container. Private to config/.

#include "config/json_writer.h"
#include "config/pod_spec.h"

namespace peapod::config {

void write_container(JsonWriter& json, const Container& container);

}  // namespace peapod::config
