#pragma once

// A pod's cgroups as the kernel has them, found by its uid in their names.

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "platform/sys/unique_fd.h"

namespace peapod::test {

// Whether the kernel has this controller and it is on ("memory" may be off by the command line).
bool has_controller(const std::string& name);

// The pod's group and those below it, parents first. `controller` as in the mount's path ("memory"); on v2 it
// is ignored.
std::vector<std::filesystem::path> pod_groups(const std::string& uid, const std::string& controller);

// Everything that runs in the pod, its keeper included.
std::vector<pid_t> pod_processes(const std::string& uid);

// The network namespace of its first process; empty when nothing runs.
UniqueFd pod_net_ns(const std::string& uid);

// The number after `key` in a flat file ("nr_throttled 17"), or the number that is the whole file when `key`
// is empty.
std::optional<long long> read_number(const std::filesystem::path& file, const std::string& key = "");

}  // namespace peapod::test
