#pragma once

#include <optional>
#include <string_view>

namespace peapod::platform {

// "SIGQUIT", "QUIT", "SIGRTMIN+3" or "3" to its number here; nothing when there is no such signal.
std::optional<int> signal_number(std::string_view name);

}  // namespace peapod::platform
