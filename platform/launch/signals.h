#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace peapod::platform {

// "SIGQUIT", "QUIT", "SIGRTMIN+3" or "3" to its number here; nothing when there is no such signal. Real-time signals
// are counted as container runtimes do (moby/sys/signal), from 34 to 64, whatever the libc that this is built with
// keeps for itself.
std::optional<int> signal_number(std::string_view name);

// A number of those as Kubernetes spells it: "SIGQUIT", "SIGRTMIN+3".
std::string signal_name(int number);

}  // namespace peapod::platform
