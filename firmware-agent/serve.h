#pragma once

#include <string>

#include "firmware-agent/runtime/node.h"

namespace peapod {

// The agent, in the foreground, until SIGTERM or SIGINT: pods and the API on one loop. Returns the exit code of the
// process; failures to start are said on stderr with their remedy. On the signal pods are left running for the next
// agent, or stopped gracefully with options.stop_pods_on_exit; a second signal does not wait for that.
int serve(const runtime::AgentOptions& options, const std::string& socket_path);

}  // namespace peapod
