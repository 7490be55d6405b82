#pragma once

// The socket between agent and keeper: SOCK_SEQPACKET at a path of any length whose last part fits into
// sun_path.

#include <string>

#include "platform/sys/result.h"
#include "platform/sys/unique_fd.h"

namespace peapod::platform {

// Bound at `path` with mode 0600, not listening yet; replaces what another left there.
Result<UniqueFd> bind_keeper_socket(const std::string& path);

// A blocking socket. ECONNREFUSED: there is one, but nobody behind it. EAGAIN: not accepted within `timeout_ms`.
Result<UniqueFd> connect_keeper_socket(const std::string& path, int timeout_ms);

}  // namespace peapod::platform
