#pragma once

// The manifests that reading is measured with.

#include <string>

namespace peapod::bench {

std::string three_containers();            // A web pod with probes, limits, volumes and a sidecar, about 2 KiB.
std::string many_pods(std::size_t bytes);  // Documents with one such pod each, up to this size.

}  // namespace peapod::bench
