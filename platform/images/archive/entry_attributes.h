#pragma once

// Owner, mode, time and extended attributes of a tar entry, put on what was made for it. In the order the
// kernel wants: a change of owner clears set-id bits and capabilities.

#include <string>

#include "platform/images/archive/tar_reader.h"
#include "platform/sys/result.h"

namespace peapod::platform::images {

// Of an open regular file or directory. ERANGE for an owner that is no id.
Result<void> set_attributes(int fd, const TarEntry& entry);

// Of a symlink or FIFO that we just made and no one else can reach: owner and time, and a FIFO's mode.
Result<void> set_attributes_at(int parent, const std::string& name, const TarEntry& entry);

// security.capability and user.*, but nothing that overlayfs would read as its own.
bool is_xattr_taken(std::string_view name);

}  // namespace peapod::platform::images
