#include "firmware-agent/core/backoff.h"

#include <algorithm>

namespace peapod::core {

Millis next_backoff(Millis delay) {
  if (delay == 0) return kBackoffInitial;
  return std::min(delay * 2, kBackoffMax);
}

Millis backoff_after_run(Millis delay, Millis ran) { return ran > kBackoffForgottenAfter ? 0 : delay; }

}  // namespace peapod::core
