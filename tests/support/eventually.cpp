#include "tests/support/eventually.h"

#include <algorithm>
#include <cstdlib>
#include <thread>

namespace peapod::test {

std::chrono::milliseconds scaled(std::chrono::milliseconds deadline) {
  const char* factor = std::getenv("PEAPOD_TEST_TIME_FACTOR");
  return deadline * std::clamp(factor != nullptr ? std::atoi(factor) : 1, 1, 100);
}

bool eventually(std::chrono::milliseconds deadline, const std::function<bool()>& predicate) {
  constexpr std::chrono::milliseconds kPeriod(10);
  const auto end = std::chrono::steady_clock::now() + scaled(deadline);
  while (!predicate()) {
    if (std::chrono::steady_clock::now() >= end) return false;
    std::this_thread::sleep_for(kPeriod);
  }
  return true;
}

}  // namespace peapod::test
