#pragma once

// Reboots of the box that pods ask for: whether one may be (core/escalation.h; the count is on flash), and the command
// that does it.

#include <uv.h>

#include <optional>
#include <string>

#include "firmware-agent/core/escalation.h"
#include "firmware-agent/runtime/node.h"
#include "firmware-agent/runtime/uv_handle.h"

namespace peapod::runtime {

class Reboots {
 public:
  explicit Reboots(Node& node);

  void begin();  // What was counted before this boot.
  // Counts it. Why not, when it may not be.
  std::optional<std::string> ask();
  // Writes back what is in memory and runs the command. When that fails, or the box is still up after five minutes, the
  // agent ends with 1, for whoever started it to begin anew.
  void order();

  std::optional<core::Time> deadline() const { return core::health_due(guard_); }
  void tick();

 private:
  std::string record() const { return node_.options.paths.lib + "/reboots.record"; }
  Result<void> save();

  Node& node_;
  core::RebootGuard guard_;
  UvHandle<uv_timer_t> patience_;
  UvHandle<uv_process_t> process_;
};

}  // namespace peapod::runtime
