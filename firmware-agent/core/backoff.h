#pragma once

// Delays between attempts, as plain arithmetic. Kubernetes 1.36: kubelet.go (MaxCrashLoopBackOff,
// backOffPeriod), kuberuntime_manager.go doBackOff, images/image_manager.go.

#include "firmware-agent/core/time.h"

namespace peapod::core {

inline constexpr Millis kBackoffInitial = 10'000;
inline constexpr Millis kPullBackoffMax = 300'000;         // Restarts have theirs in PodPolicy.
inline constexpr Millis kBackoffForgottenAfter = 600'000;  // Of running: the next restart is immediate again.
inline constexpr Millis kSandboxRetry = 10'000;            // Does not grow: the kubelet's wait after a failed sync.

// 0, 10 s, 20 s, 40 s, 80 s, 160 s, 300 s, 300 s, ...: the delay of the attempt after one that was delayed by
// `delay`. A maximum below 10 s is also the first delay (KEP-5593).
Millis next_backoff(Millis delay, Millis max);

// The delay in force after a run of that length.
Millis backoff_after_run(Millis delay, Millis ran);

}  // namespace peapod::core
