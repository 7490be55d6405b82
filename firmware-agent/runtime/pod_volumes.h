#pragma once

#include <string>
#include <vector>

#include "config/pod_spec.h"
#include "platform/launch/container_plan.h"
#include "platform/sys/result.h"
#include "platform/volumes/host_path.h"

namespace peapod::runtime {

// The pod's volumes on the host: emptyDir on disk below lib, in memory below run; hostPath checked by its
// type. Also /dev/shm, one per pod. Idempotent: what is there from before (a sandbox made anew) stays with
// its contents.
Result<void> make_pod_volumes(const config::Pod& pod, const std::string& run_directory,
                              const std::string& lib_directory);

// What a container mounts of them. The volumes exist and the names are valid.
std::vector<platform::Mount> volume_mounts(const config::Pod& pod, const config::Container& container,
                                           const std::string& run_directory, const std::string& lib_directory);

// Everything a pod left on disk: mounts first, then the directories, never crossing into what was mounted.
Result<void> remove_pod_directories(const std::string& run_directory, const std::string& lib_directory);

// mkdir -p with this mode for what is made.
Result<void> make_directory(const std::string& path, unsigned mode);

platform::HostPathType host_path_type(config::HostPathType type);

}  // namespace peapod::runtime
