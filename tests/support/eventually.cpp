#include "tests/support/eventually.h"

#include <thread>

namespace peapod::test {

bool eventually(std::chrono::milliseconds deadline, const std::function<bool()>& predicate) {
  constexpr std::chrono::milliseconds kPeriod(10);
  const auto end = std::chrono::steady_clock::now() + deadline;
  while (!predicate()) {
    if (std::chrono::steady_clock::now() >= end) return false;
    std::this_thread::sleep_for(kPeriod);
  }
  return true;
}

}  // namespace peapod::test
