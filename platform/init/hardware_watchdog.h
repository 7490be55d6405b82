#pragma once

// The watchdog of the board (/dev/watchdogN): a counter that resets the box unless somebody pings it in time. One owner
// only: with systemd's RuntimeWatchdogSec= leave it to systemd.

#include <optional>
#include <string>
#include <vector>

#include "platform/sys/result.h"
#include "platform/sys/unique_fd.h"

namespace peapod::platform {

struct WatchdogDevice {
  std::string name;      // "watchdog0".
  std::string identity;  // What the driver calls itself; empty when the kernel does not tell.
};

// The first by number, but one of the kernel's own (softdog) only when there is no other: that one stops with the
// kernel.
std::optional<WatchdogDevice> choose_watchdog(std::vector<WatchdogDevice> devices);

class HardwareWatchdog {
 public:
  // Arms the watchdog: from here on the box is reset `timeout_seconds` after the last ping. A timeout that the device
  // cannot count leaves it at its own. `device` is a path, or "auto" for choose_watchdog() of /sys/class/watchdog.
  static Result<HardwareWatchdog> open(const std::string& device, int timeout_seconds);

  // Takes an armed device. Its end without disarm() leaves it armed: whoever comes next has `timeout_seconds` to open
  // it.
  HardwareWatchdog(UniqueFd device, std::string path, int timeout_seconds)
      : device_(std::move(device)), path_(std::move(path)), timeout_seconds_(timeout_seconds) {}

  const std::string& path() const { return path_; }
  int timeout_seconds() const { return timeout_seconds_; }  // As the device understood it.

  // Allocates nothing when it succeeds.
  Result<void> ping();

  // The magic close: the box goes on without a watchdog, unless the driver has been told `nowayout`.
  void disarm();

 private:
  UniqueFd device_;
  std::string path_;
  int timeout_seconds_;
};

}  // namespace peapod::platform
