#pragma once

#include <string>

#include "config/pod_spec.h"
#include "platform/sys/result.h"

namespace peapod::runtime {

// The pod's own hosts, hostname and resolv.conf below `directory`, to be mounted over those in /etc of each container.
// resolv.conf is the node's (dnsPolicy Default, and ClusterFirst where there is no cluster).
Result<void> write_name_files(const config::Pod& pod, const std::string& node_name, const std::string& directory);

}  // namespace peapod::runtime
