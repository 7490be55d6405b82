#pragma once

// Whether a box can run a pod: a decision from facts about both, for `peapod check --against-node`. It finds nothing
// out by itself.

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "config/diagnostic.h"
#include "config/pod_spec.h"

namespace peapod::runtime {

using HostPort = std::pair<config::Protocol, std::int32_t>;

// A pod that has its place on the box already.
struct PlacedPod {
  std::string namespace_;
  std::string name;
  std::int64_t cpu_milli = 0;  // Of its requests.
  std::int64_t memory_bytes = 0;
  std::vector<HostPort> host_ports;
};

struct BoxFacts {
  std::string node_name;
  config::Labels labels;
  std::int64_t cpu_milli = 0;
  std::int64_t memory_bytes = 0;
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

PlacedPod placed(const config::Pod& pod);

}  // namespace peapod::runtime
