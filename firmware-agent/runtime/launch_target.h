#pragma once

#include "platform/launch/keeper_client.h"

namespace peapod::runtime {

// Whoever asked the keeper for a launch and is told what became of it.
class LaunchTarget {
 public:
  virtual void on_report(const platform::KeeperReport& report) = 0;

 protected:
  ~LaunchTarget() = default;
};

}  // namespace peapod::runtime
