#pragma once

// What reports do to one container: the picture is above ContainerPhase in pod_state.h. Every function
// expects the report to be about the current launch, and drops what does not fit the phase (a report that
// came twice).

#include "firmware-agent/core/turn.h"

namespace peapod::core {

// Waiting -> Starting, with a new launch number.
void launch(Turn& turn, ContainerIndex index);

void take_started(Turn& turn, ContainerIndex index);
void take_start_failed(Turn& turn, const event::StartFailed& failed);
void take_exited(Turn& turn, const event::Exited& exited);
void take_hook_done(Turn& turn, const event::HookDone& done);

// It ended with its sandbox, or was given up before it ever ran: 137, ContainerStatusUnknown, and no restart.
void finish_unknown(Turn& turn, ContainerIndex index);

// The sandbox is gone and will be made again: what ran has ended, and everything runs again but a main
// container that has succeeded under OnFailure (kuberuntime_manager.go computePodActions).
void leave_sandbox(Turn& turn, ContainerIndex index);

// Sets `started` when all it takes has happened.
void note_started(Turn& turn, ContainerIndex index);

}  // namespace peapod::core
