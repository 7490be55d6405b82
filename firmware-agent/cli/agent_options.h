#pragma once

#include "firmware-agent/cli/options.h"
#include "firmware-agent/runtime/node.h"

namespace peapod::cli {

runtime::AgentOptions agent_options(const Options& options);

}  // namespace peapod::cli
