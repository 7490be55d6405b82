#pragma once

// The pod's sandbox: made before anything starts, made again when it failed or was lost (then init containers
// run again), removed when the pod's work has ended and the last container is gone. Picture above
// SandboxPhase.

#include "firmware-agent/core/turn.h"

namespace peapod::core {

void take_sandbox_ready(Turn& turn);
void take_sandbox_failed(Turn& turn);
void take_sandbox_lost(Turn& turn);
void take_sandbox_removed(Turn& turn);

// Creates or removes it when that is due.
void advance_sandbox(Turn& turn);

}  // namespace peapod::core
