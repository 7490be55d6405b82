#pragma once

// An Event (core v1) as the Kubernetes API prints it.

#include <string>

#include "firmware-agent/runtime/pod_control.h"

namespace peapod::api {

// Who reports events about pods: Kubernetes' kubelet, so that tools which look for it find them.
inline constexpr std::string_view kEventComponent = "kubelet";

void append_object(std::string& out, const runtime::EventView& event, const runtime::PodControl& pods);
void append_metadata(std::string& out, const runtime::EventView& event);

}  // namespace peapod::api
