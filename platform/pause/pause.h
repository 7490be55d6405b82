#pragma once

// The two lives of peapod-pause. Neither returns.

namespace peapod::platform {

// The real parent of a pod's processes: clones them by plan, keeps their exit statuses and pipes, tells the
// agent.
[[noreturn]] void run_keeper();

// PID 1 of a shared PID namespace: reaps, and holds nothing worth stealing.
[[noreturn]] void run_init();

[[noreturn]] void exit_now(int status);

}  // namespace peapod::platform
