#pragma once

#include <memory>

#include "firmware-agent/runtime/container_run.h"
#include "firmware-agent/runtime/pod_control.h"
#include "firmware-agent/runtime/sandbox.h"

namespace peapod::runtime {

// Starts a command in a running container with its streams connected to the callbacks. Null when refused.
std::unique_ptr<ExecSession> start_exec_session(uv_loop_t* loop, Sandbox& sandbox, const ContainerRun& container,
                                                const ExecRequest& request, ExecCallbacks callbacks, Refusal& refusal);

}  // namespace peapod::runtime
