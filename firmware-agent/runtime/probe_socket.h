#pragma once

// TCP connections of probes and hooks, begun inside a pod's network namespace from the agent's own thread:
// setns(), socket(), setns() back. A socket belongs for ever to the namespace that it was made in.

#include <sys/socket.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "platform/sys/unique_fd.h"

namespace peapod::runtime {

// An address that needs no resolver: one thread cannot wait for one.
struct ProbeAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;

  // "127.0.0.1", "::1", "[::1]", "localhost" (127.0.0.1). False: a name, or port out of 1..65535.
  bool assign(std::string_view host, std::int32_t port);
  void set_port(std::int32_t port);
};

// For a host that assign() refuses.
inline constexpr std::string_view kHostMustBeAddress = "the host must be an IP address: names are not resolved";

struct ProbeConnection {
  UniqueFd fd;    // Non-blocking; connected, or connecting: writable when decided, then SO_ERROR tells.
  int error = 0;  // With no fd: the errno. Nothing here allocates.
};

// `netns` is the pod's network namespace or -1 for the agent's own. SO_LINGER is left alone, unlike kubelet's
// 1 s: with it close() would block the only thread even for a non-blocking socket. That it cannot go back to
// its own namespace is no error to return from: the agent aborts.
ProbeConnection connect_probe(int netns, const ProbeAddress& address);

// How a pending connection ended: 0 or an errno. Call it once, when the socket is writable.
int connection_error(int socket);

// Go's net.JoinHostPort: "127.0.0.1:80", "[::1]:80".
void append_host_port(std::string& out, std::string_view host, std::int32_t port);

// Appends an errno's text as Go prints it: "connection refused".
void append_errno(std::string& out, int error);

}  // namespace peapod::runtime
