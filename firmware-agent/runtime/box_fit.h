#pragma once

// Whether a box can run a pod: a decision from facts about both, for `peapod check --against-node`. It finds nothing
// out by itself.

#include <map>
#include <string>
#include <vector>

#include "config/diagnostic.h"
#include "config/pod_spec.h"
#include "firmware-agent/runtime/node_facts.h"
#include "firmware-agent/runtime/placed_pod.h"

namespace peapod::runtime {

struct BoxFacts {
  NodeFacts node;
  std::vector<PlacedPod> pods;
  std::vector<HostPort> taken_ports;  // Listened on by whomever, pods included.
  // Why something is missing, in whole sentences; an absent key is no problem.
  std::map<std::string, std::string> images;       // By the image of a container.
  std::map<std::string, std::string> host_paths;   // By the path of a volume.
  std::map<std::string, std::string> controllers;  // "cpu", "memory" or "pids".
  std::vector<std::string> kernel;                 // What every pod needs.
};

struct Misfit {
  std::string path;  // Of the field: "spec.containers[0].image".
  std::string message;
  config::Severity severity = config::Severity::Error;  // Warning: it runs, otherwise than the manifest says.
};

// A placed pod of the same name is the one that would be replaced: it does not count.
std::vector<Misfit> find_misfits(const config::Pod& pod, const BoxFacts& box);

}  // namespace peapod::runtime
