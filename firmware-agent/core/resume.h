#pragma once

// Asking again, after a change of agent, for every action that has not been answered.

#include "firmware-agent/core/turn.h"

namespace peapod::core {

void ask_again(Turn& turn);

}  // namespace peapod::core
