#pragma once

#include "firmware-agent/cli/options.h"

namespace peapod::cli {

// Whether to write colours to `fd`: by wish, or on a terminal unless NO_COLOR is set (no-color.org) or TERM is "dumb".
bool use_color(ColorWish wish, int fd);

}  // namespace peapod::cli
