#pragma once

#include "firmware-agent/runtime/node.h"

namespace peapod::cli {

// The agent, in the foreground, until SIGTERM or SIGINT: pods and the API on one loop. Returns the exit code of the
// process; failures to start are said on stderr with their remedy. `ready_fd` (-1: none) is closed when the API
// answers. On the signal pods are left running for the next agent, or stopped gracefully with
// options.stop_pods_on_exit; a second signal does not wait for that.
int run_agent(runtime::AgentOptions options, int ready_fd);

}  // namespace peapod::cli
