#pragma once

// From a manifest's container and its image to the description that platform turns into a launch plan: who it
// runs as, what it sees, what it is told. Decisions only; nothing is made on disk.

#include <optional>
#include <string>

#include "config/pod_spec.h"
#include "firmware-agent/core/pod_event.h"
#include "firmware-agent/runtime/node.h"
#include "firmware-agent/runtime/verbs.h"
#include "platform/images/image_store.h"
#include "platform/launch/container_plan.h"

namespace peapod::runtime {

// Where this launch of a container has its things.
struct ContainerPlaces {
  std::string root_target;      // Empty directory to put the root filesystem together in.
  std::string upper, work;      // Writable layer.
  std::string termination_log;  // File on the host.
};

struct ContainerInput {
  const Node& node;
  const config::Pod& pod;
  const config::Container& container;
  const std::optional<platform::Image>& image;  // None: the box itself (peapod.local/host).
  const ContainerPlaces& places;
  const std::string& run_directory;
  const std::string& lib_directory;
};

// Fills all but stdio, cgroup and the descriptors of namespaces.
std::optional<SetupFailure> describe_container(const ContainerInput& input,
                                               platform::ContainerDescription& description);

// What asks the container to end: lifecycle.stopSignal, else the image's STOPSIGNAL, else SIGTERM.
int stop_signal(const config::Container& container, const std::optional<platform::Image>& image);

}  // namespace peapod::runtime
