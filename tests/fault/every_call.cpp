#include "tests/fault/every_call.h"

#include <gtest/gtest.h>

#include <cstring>

#include "tests/fault/injection.h"
#include "tests/support/eventually.h"
#include "tests/support/leak_check.h"

namespace peapod::test {

FaultSummary fail_every_call(const FaultOperation& operation, int error) {
  constexpr int kCallsMax = 100000;
  FaultSummary summary;
  operation.run();  // What is made once and stays (libraries' own state) is made now.
  operation.clean_up();
  for (int n = 1; n <= kCallsMax; ++n) {
    const Traces before = take_traces(operation.directories);
    arm_fault(n, error);
    const bool done = operation.run();
    const std::string failed_call = disarm_fault();
    operation.clean_up();

    const std::string what = failed_call.empty() ? "no call failing"
                                                 : "call " + std::to_string(n) + ", " + failed_call +
                                                       ", failing with " + std::strerror(error);
    std::vector<std::string> left;
    const bool clean = eventually(std::chrono::seconds(2), [&] {
      left = left_behind(before, take_traces(operation.directories));
      return left.empty();
    });
    for (const std::string& line : left) ADD_FAILURE() << "left behind with " << what << ": " << line;
    if (failed_call.empty()) {
      EXPECT_TRUE(done) << "the operation fails even with " << what;
      return summary;
    }
    summary.calls += 1;
    if (!done) summary.failures += 1;
    if (!clean) return summary;
  }
  ADD_FAILURE() << "an operation of over " << kCallsMax << " calls: does it go round in circles?";
  return summary;
}

}  // namespace peapod::test
