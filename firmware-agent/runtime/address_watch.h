#pragma once

// Told by the kernel when an address or a default route of the box has changed: a box may have none when it starts, and
// another one later.

#include <uv.h>

#include <functional>

#include "firmware-agent/runtime/uv_handle.h"
#include "platform/sys/result.h"
#include "platform/sys/unique_fd.h"

namespace peapod::runtime {

class AddressWatch {
 public:
  // `changed` may be told when nothing has. An error: the kernel has no routing messages.
  Result<void> start(uv_loop_t* loop, std::function<void()> changed);

 private:
  void receive();

  UniqueFd socket_;
  std::function<void()> changed_;
  UvHandle<uv_poll_t> watch_;
};

}  // namespace peapod::runtime
