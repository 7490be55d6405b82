#pragma once

#include "platform/sys/result.h"

namespace peapod::platform::sys {

// Marks every descriptor above standard error close-on-exec. For the start of a program: what its own starter left open
// is not for the processes that it starts. By close_range(2) (5.11), before that by /proc/self/fd.
Result<void> mark_inherited_close_on_exec();

}  // namespace peapod::platform::sys
