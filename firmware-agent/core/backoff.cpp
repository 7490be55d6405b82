#include "firmware-agent/core/backoff.h"

#include <algorithm>

namespace peapod::core {

Millis next_backoff(Millis delay, Millis max) { return std::min(delay == 0 ? kBackoffInitial : delay * 2, max); }

Millis backoff_after_run(Millis delay, Millis ran) { return ran > kBackoffForgottenAfter ? 0 : delay; }

}  // namespace peapod::core
