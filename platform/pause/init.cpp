#include <asm/signal.h>
#include <linux/wait.h>
#include <stdint.h>

#include "platform/pause/pause.h"
#include "platform/pause/syscall.h"

namespace peapod::platform {

void run_init() {
  // Anywhere else it would be a process that nothing but SIGKILL ends.
  if (system_call(__NR_getpid) != 1) exit_now(2);
  const uint64_t child_signal = uint64_t{1} << (SIGCHLD - 1);
  for (;;) {
    // Several deaths can share one SIGCHLD: reap until there is nothing left to reap.
    while (system_call(__NR_wait4, -1, nullptr, WNOHANG | __WALL, nullptr) > 0) {
    }
    system_call(__NR_rt_sigtimedwait, &child_signal, nullptr, nullptr, sizeof child_signal);
  }
}

}  // namespace peapod::platform
