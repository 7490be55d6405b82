#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "config/object_meta.h"
#include "firmware-agent/runtime/resources.h"

namespace peapod::runtime {

// The box as a node.
struct NodeFacts {
  std::string name;
  config::Labels labels;  // All of them, kubernetes.io/hostname, os and arch included.
  Resources capacity;
  Resources allocatable;  // Capacity less what is reserved: what requests of pods must fit into.
  std::int64_t max_pods = 110;
  std::vector<std::string> addresses;  // node_addresses.h
};

}  // namespace peapod::runtime
