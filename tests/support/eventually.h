#pragma once

// Waiting for another process, in tests: asks again and again until the answer is yes or the deadline is
// over. A test of our own code moves the clock instead.

#include <chrono>
#include <functional>

namespace peapod::test {

// Deadlines are for this machine; an emulated one is slower by the factor that PEAPOD_TEST_TIME_FACTOR says (1..100).
std::chrono::milliseconds scaled(std::chrono::milliseconds deadline);

// True as soon as `predicate` is; false when it was not within `deadline` (scaled). Asks at least once, then every 10
// ms.
bool eventually(std::chrono::milliseconds deadline, const std::function<bool()>& predicate);

}  // namespace peapod::test
