#pragma once

#include <string>
#include <vector>

#include "platform/sys/result.h"

namespace peapod::platform {

// The mount options of an overlay: `layers` top first, relative to the current directory, so that many fit
// into the one page that mount(2) takes. E2BIG when they do not (some 200 layers).
Result<std::string> overlay_options(const std::vector<std::string>& layers, const std::string& upper,
                                    const std::string& work);

}  // namespace peapod::platform
