#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "firmware-agent/core/pod_state.h"

namespace peapod::runtime {

// A number that differs when anything the API shows, or a record must keep, differs. Allocates nothing. Not for the
// counters of probes, which change all the time and are found anew by the next agent.
std::uint64_t fingerprint(const core::PodState& state);

// "peapod://" and 32 hex digits that name one launch of a container of a pod.
std::string container_id(std::string_view pod_uid, std::string_view container, core::LaunchNumber launch);

}  // namespace peapod::runtime
