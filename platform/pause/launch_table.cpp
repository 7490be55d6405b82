#include "platform/pause/launch_table.h"

#include "platform/pause/syscall.h"

namespace peapod::platform {

Launch* LaunchTable::find_free() {
  for (Launch& launch : slots) {
    if (launch.state == Launch::State::Free) return &launch;
  }
  return nullptr;
}

Launch* LaunchTable::find(uint64_t id) {
  for (Launch& launch : slots) {
    if (launch.state != Launch::State::Free && launch.id == id) return &launch;
  }
  return nullptr;
}

bool LaunchTable::any_running() const {
  for (const Launch& launch : slots) {
    if (launch.state == Launch::State::Running) return true;
  }
  return false;
}

void LaunchTable::note_exit(int32_t pid, int32_t wait_status) {
  for (Launch& launch : slots) {
    if (launch.state != Launch::State::Running || launch.pid != pid) continue;
    launch.state = Launch::State::Exited;
    launch.wait_status = wait_status;
    launch.tell |= Launch::kTellExited;
  }
}

void LaunchTable::release(Launch& launch) {
  for (int i = 0; i < launch.held_count; ++i) system_call(__NR_close, launch.held[i]);
  launch.held_count = 0;
  launch.tell = 0;
  launch.state = Launch::State::Free;
}

}  // namespace peapod::platform
