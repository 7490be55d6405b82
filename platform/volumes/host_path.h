#pragma once

// hostPath volumes: a path of the box, checked and made as its type asks (kubelet 1.36 pkg/volume/hostpath).

#include <cstdint>
#include <string>

#include "platform/sys/result.h"

namespace peapod::platform {

enum class HostPathType : std::uint8_t {
  Unset,              // No check; a directory (0755) is made where nothing is, as container runtimes do.
  DirectoryOrCreate,  // 0755
  Directory,
  FileOrCreate,  // 0644, its directory exists.
  File,
  Socket,
  CharDevice,
  BlockDevice,
};

// What was found, for the mount: true for a directory. The error of a mismatch has code 0 and kubelet's text:
// "hostPath type check failed: /x is not a directory".
Result<bool> check_host_path(const std::string& path, HostPathType type);

}  // namespace peapod::platform
