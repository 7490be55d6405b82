#pragma once

// What all pods of the box share: the loop, the places, the clock, cgroups, images, and what is being cleaned
// up.

#include <uv.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "config/pod_spec.h"
#include "firmware-agent/runtime/cgroup_limits.h"
#include "firmware-agent/runtime/clock.h"
#include "firmware-agent/runtime/event_log.h"
#include "firmware-agent/runtime/image_loads.h"
#include "firmware-agent/runtime/leftovers.h"
#include "firmware-agent/runtime/node_facts.h"
#include "firmware-agent/runtime/paths.h"
#include "firmware-agent/runtime/qos_tiers.h"
#include "firmware-agent/runtime/resources.h"
#include "platform/cgroup/cgroup.h"
#include "platform/images/image_store.h"
#include "platform/sys/unique_fd.h"

namespace peapod::runtime {

struct AgentOptions {
  Paths paths;
  std::string node_name;
  config::Labels node_labels;       // Beside kubernetes.io/hostname, os and arch.
  bool stop_pods_on_exit = false;   // On SIGTERM: stop every pod gracefully, or leave them running for the next agent.
  std::int32_t max_pods = 110;      // maxPods.
  Resources reserved;               // systemReserved and kubeReserved together.
  bool enforce_allocatable = true;  // enforceNodeAllocatable has "pods".
  Enforcement enforcement;          // What is measured on the box is set by Node::open.
  core::Millis backoff_max = 300'000;    // crashLoopBackOff.maxContainerRestartPeriod.
  std::int64_t log_max_bytes = 1 << 20;  // containerLogMaxSize.
  int log_max_files = 2;                 // containerLogMaxFiles, the current one included.
  std::string pause_program;             // Empty: beside our own executable.
  std::string watchdog;                  // The board's, which the loop pings: a device or "auto". Empty: none.
  int watchdog_timeout_seconds = 60;
  bool reboot_allowed = false;              // By escalation, and by boot-critical pods that are late.
  std::vector<std::string> reboot_command;  // Not empty when it is allowed.
};

struct Node {
  // Opens what every pod needs. Fails with the remedy when the box cannot run pods at all.
  static Result<std::unique_ptr<Node>> open(uv_loop_t* loop, AgentOptions options);

  uv_loop_t* loop = nullptr;
  AgentOptions options;
  NodeFacts facts;
  Clock clock;
  std::unique_ptr<platform::CgroupTree> cgroups;
  std::unique_ptr<QosTiers> tiers;
  std::unique_ptr<platform::ImageStore> images;
  std::unique_ptr<ImageLoads> image_loads;
  std::unique_ptr<Leftovers> leftovers;
  std::unique_ptr<EventLog> events;
  UniqueFd pause_program;
  std::string boot_id;
  std::uint64_t resource_version = 0;
  std::vector<std::string> host_submounts;  // For peapod.local/host: mounts of the host's programs and libraries.
};

}  // namespace peapod::runtime
