#pragma once

// Finds out about this box what box_fit decides from: from the agent where one answers, else from the kernel. Starts,
// binds and makes nothing.

#include <vector>

#include "firmware-agent/cli/options.h"
#include "firmware-agent/runtime/box_fit.h"

namespace peapod::cli {

// Of the box, without images and paths. An agent that does not answer has no pods.
runtime::BoxFacts box_facts(const Options& options);

// Adds what the pod's images and volumes need.
void add_pod_facts(const config::Pod& pod, const Options& options, runtime::BoxFacts& box);

}  // namespace peapod::cli
