#include "tests/support/slow_machine.h"

#include "tests/support/eventually.h"

namespace peapod::test {

bool machine_is_slow() {
#if defined(__SANITIZE_ADDRESS__)
  return true;
#else
  constexpr std::chrono::milliseconds kOne(1);
  return scaled(kOne) > kOne;
#endif
}

}  // namespace peapod::test
