#pragma once

// The scheme of every fault test: the operation is run with its first system call failing, then with its
// second, and so on until it has no more calls to fail. After each run nothing may be left that was not there
// before.

#include <functional>
#include <string>
#include <vector>

namespace peapod::test {

struct FaultOperation {
  std::function<bool()> run;       // True: done. May fail; what it made must be gone again by itself or by clean_up.
  std::function<void()> clean_up;  // What the caller does after a success, and after a failure too; never sees a fault.
  std::vector<std::string> directories;  // Watched for files left behind.
};

struct FaultSummary {
  int calls = 0;     // That were made to fail, one at a time.
  int failures = 0;  // Runs that failed. The others went round the fault.
};

// Fails the current test for whatever is left behind, naming the call that had failed.
FaultSummary fail_every_call(const FaultOperation& operation, int error);

}  // namespace peapod::test
