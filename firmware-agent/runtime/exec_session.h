#pragma once

#include <memory>

#include "firmware-agent/runtime/kernel_container.h"
#include "firmware-agent/runtime/pod_control.h"

namespace peapod::runtime {

// Starts a command in a running container with its streams connected to the callbacks. Null when refused.
std::unique_ptr<ExecSession> start_exec_session(PodContext& context, const KernelContainer& container,
                                                const ExecRequest& request, ExecCallbacks callbacks, Refusal& refusal);

}  // namespace peapod::runtime
