#pragma once

// The address of a unix socket at a path of any length: sun_path holds 107 bytes, so a longer path is reached
// through a descriptor of its directory (/proc/self/fd/N/name).

#include <sys/socket.h>
#include <sys/un.h>

#include <string>

#include "platform/sys/result.h"
#include "platform/sys/unique_fd.h"

namespace peapod::http {

class UnixAddress {
 public:
  static Result<UnixAddress> of(const std::string& path);

  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&address_); }
  socklen_t size() const { return sizeof address_; }

 private:
  sockaddr_un address_{};
  UniqueFd directory_;  // Keeps /proc/self/fd/N valid; not used for short paths.
};

// A connected stream socket, close-on-exec. The error's code is connect()'s.
Result<UniqueFd> connect_unix(const std::string& path);

}  // namespace peapod::http
