#pragma once

// The pod's hostname and its /etc/hosts, byte for byte as kubelet writes it (kubelet 1.36 kubelet_pods.go).
// Pure.

#include <string>
#include <string_view>
#include <vector>

#include "config/pod_spec.h"

namespace peapod::runtime {

// spec.hostname or the pod's name, cut to 63 bytes, without trailing "-" and "."; the node's name for
// hostNetwork.
std::string pod_hostname(const config::Pod& pod, std::string_view node_name);

// For a pod with a network namespace of its own. `ip` is the pod's address: 127.0.0.1 as long as it has none.
std::string hosts_file(std::string_view ip, std::string_view hostname, const std::vector<config::HostAlias>& aliases);

// For hostNetwork: the node's own file with the aliases added.
std::string host_network_hosts_file(std::string_view node_file, const std::vector<config::HostAlias>& aliases);

}  // namespace peapod::runtime
