#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "firmware-agent/runtime/uv_handle.h"
#include "platform/cgroup/cgroup.h"
#include "platform/sys/result.h"

namespace peapod::runtime {

// Things that could not be removed yet because a dying process still holds them (EBUSY): tried again until
// they are gone. The kernel tells nobody when a cgroup has become empty on v1, so this is a poll, with a
// timer that runs only while there is something to do.
class Leftovers {
 public:
  explicit Leftovers(uv_loop_t* loop);

  // Calls `remove` now, and again every 20 ms, at most for a minute, until it succeeds. `what` names it when
  // it never does.
  void remove(std::string what, std::function<Result<void>()> remove);

  // Kills whatever lives in a group and removes it.
  void end(std::unique_ptr<platform::Cgroup> group);

  bool empty() const { return items_.empty(); }
  void when_empty(std::function<void()> call);  // At once when nothing is left.

 private:
  struct Item {
    std::string what;
    std::function<Result<void>()> remove;
    int tries = 0;
  };
  void turn();

  UvHandle<uv_timer_t> timer_;
  std::vector<Item> items_;
  std::vector<std::function<void()>> when_empty_;
};

}  // namespace peapod::runtime
