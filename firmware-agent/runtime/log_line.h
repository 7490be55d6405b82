#pragma once

namespace peapod::runtime {

// The agent's own log: one line on stderr, with the time since boot. For decisions and survived failures;
// what is about a pod is a Kubernetes event as well.
[[gnu::format(printf, 1, 2)]] void log_line(const char* format, ...);

}  // namespace peapod::runtime
