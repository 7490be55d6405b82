#pragma once

// Running a program in a test and taking what it says.

#include <sys/types.h>

#include <chrono>
#include <string>
#include <vector>

namespace peapod::test {

struct CommandResult {
  int exit_code = -1;  // 128 + N when killed by signal N; -1 when the deadline was over (it was killed then).
  std::string out;
  std::string err;
};

struct CommandOptions {
  std::vector<std::string> environment;  // "NAME=value", beside what the test has.
  std::string stdin_text;                // At most 64 KiB: it is put into a pipe before the program starts.
  std::chrono::milliseconds deadline{30000};
  int net_ns = -1;  // Run in this network namespace.
};

// Looked up in PATH. Output beyond 16 MiB is dropped.
CommandResult run_command(const std::vector<std::string>& arguments, const CommandOptions& options = {});

// Starts a program in the background with both outputs appended to `log`; -1 when it could not fork. The
// caller waits.
pid_t start_command(const std::vector<std::string>& arguments, const std::vector<std::string>& environment,
                    const std::string& log);

// Waits for a child within `deadline`; its exit code as in CommandResult, -1 when it still runs.
int wait_for_exit(pid_t pid, std::chrono::milliseconds deadline);

}  // namespace peapod::test
