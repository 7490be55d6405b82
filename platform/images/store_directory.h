#pragma once

// Directories of the store: made when missing, removed with all that is in them.

#include <string>

#include "platform/sys/result.h"
#include "platform/sys/unique_fd.h"

namespace peapod::platform::images {

// Opens parent/name, made with mode 0700 when it is not there. `parent` may be AT_FDCWD.
Result<UniqueFd> make_and_open(int parent, const std::string& name);

// Removes parent/name and everything below; done when there is none. Never follows a symlink. ELOOP when it
// is deeper than anything we unpack.
Result<void> remove_tree(int parent, const std::string& name);
Result<void> empty_directory(int directory);

}  // namespace peapod::platform::images
