#pragma once

// Which ports of the box are taken, by whomever: from the text of /proc/net/tcp and its kin (Linux
// Documentation/networking/proc_net_tcp.rst). Nothing is bound to find out.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/pod_spec.h"

namespace peapod::runtime {

struct ListeningSocket {
  config::Protocol protocol = config::Protocol::Tcp;
  std::int32_t port = 0;
};

// Appends those of one file: sockets of TCP that listen, sockets of UDP that are bound and not connected.
void append_listening(std::vector<ListeningSocket>& sockets, std::string_view text, config::Protocol protocol);

// Of this process's network namespace; what cannot be read is left out.
std::vector<ListeningSocket> listening_sockets();

}  // namespace peapod::runtime
