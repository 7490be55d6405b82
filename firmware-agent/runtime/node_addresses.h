#pragma once

// The addresses of the box as a node: status.hostIP, and status.podIP of pods with hostNetwork.

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace peapod::runtime {

struct InterfaceAddress {
  std::string interface;
  std::string address;  // As text.
  bool is_ipv6 = false;
};

// The interface of the default route with the least metric; empty when there is none. Of the text of /proc/net/route
// and of /proc/net/ipv6_route.
std::string default_interface(std::string_view routes);
std::string default_interface_ipv6(std::string_view routes);

// At most one of each family, IPv4 first: of the interface of the default route, or else of the first interface that
// has one (k8s.io/apimachinery pkg/util/net ChooseHostInterface, which fails without a default route). Loopback and
// link-local addresses are none.
std::vector<std::string> choose_addresses(std::span<const InterfaceAddress> all, std::string_view default_ipv4,
                                          std::string_view default_ipv6);

// Those there are now. What cannot be read counts as not there.
std::vector<std::string> node_addresses();

}  // namespace peapod::runtime
