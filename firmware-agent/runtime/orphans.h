#pragma once

#include <set>
#include <string>

#include "firmware-agent/runtime/node.h"

namespace peapod::runtime {

// What pods left whose agent lost them: a reboot, a power cut, a damaged record. `live` are the UIDs of pods that this
// agent has taken over; everything of the others that belongs to a run is ended and removed (processes, cgroups,
// mounts, writable layers), for their launches are numbered anew. Volumes on disk stay: the pod may be wanted again.
void end_stale_pods(Node& node, const std::set<std::string>& live);

// Removes volumes and logs of pods that nobody wants any more, and links to logs that are not among `links`: a
// container that begins anew has another id. `wanted` are the UIDs of all pods there are now.
void remove_orphans(Node& node, const std::set<std::string>& wanted, const std::set<std::string>& links);

}  // namespace peapod::runtime
