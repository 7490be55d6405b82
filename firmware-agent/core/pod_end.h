#pragma once

// The end of a pod's work: what brings it about, and what follows for its containers. After it nothing is
// started; what waits is finished, what runs is stopped within one grace that begins here.

#include "firmware-agent/core/turn.h"

namespace peapod::core {

// Records the first cause that holds, and the end of the grace. A cause that comes later changes nothing,
// except that a request may shorten the grace.
void note_end(Turn& turn);

void take_stop_requested(Turn& turn, const event::StopRequested& request);

// Brings every container on its way to Finished. Nothing to do unless the pod has ended.
void end_containers(Turn& turn);

}  // namespace peapod::core
