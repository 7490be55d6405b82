#pragma once

// Shows from outside that the loop turns: a ping from one timer of the loop to the service manager and to the board's
// watchdog. A loop that hangs for longer than their timeouts lets the manager start a new agent, or resets the box.
// That a pod fails is no reason to stop pinging.

#include <uv.h>

#include <chrono>
#include <functional>
#include <optional>

#include "firmware-agent/runtime/uv_handle.h"
#include "platform/init/hardware_watchdog.h"
#include "platform/init/service_manager.h"

namespace peapod::runtime {

// Half of the shortest timeout, at least a millisecond. Nothing when nobody waits for pings.
std::optional<std::chrono::milliseconds> ping_interval(std::optional<std::chrono::microseconds> manager,
                                                       std::optional<std::chrono::seconds> hardware);

class Liveness {
 public:
  // Pings from here on. `count_pods` is asked for the status line, and must not allocate.
  Liveness(uv_loop_t* loop, platform::ServiceManager manager, std::optional<platform::HardwareWatchdog> hardware,
           std::function<std::size_t()> count_pods);

  // The box is served: dependent services may start.
  void ready();
  // The end has begun. Pings go on, as stopping pods takes its time.
  void stopping();
  // The loop ends on purpose: nobody shall wait for us any more.
  void leave();

 private:
  void ping();
  void tell(const char* state);

  platform::ServiceManager manager_;
  std::optional<platform::HardwareWatchdog> hardware_;
  std::function<std::size_t()> count_pods_;
  UvHandle<uv_timer_t> timer_;
};

}  // namespace peapod::runtime
