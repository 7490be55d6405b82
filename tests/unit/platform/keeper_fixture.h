#pragma once

// A keeper in a directory of its own, and plans of small programs for it. Whatever a test leaves running is
// killed.

#include <gtest/gtest.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "platform/launch/keeper_client.h"

namespace peapod::platform {

struct Pipe {
  Pipe();
  std::string read_all();  // To the end of file; closes our write end first.

  UniqueFd read, write;
};

// Runs argv with standard output and error at the plan's descriptor 0, reporting to 1; descriptor 2, if asked
// for, is left for the caller to hold.
Plan program_plan(const std::vector<std::string>& argv, bool third_fd = false);

class KeeperTest : public testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;

  void start(KeeperSpec spec = {});
  // Leaves the connection and comes back as another agent.
  std::vector<KeeperEntry> reconnect();

  // Launches and waits for Launched.
  pid_t launch(LaunchId id, const Plan& plan, const std::vector<int>& fds, const std::vector<std::uint8_t>& hold = {});
  pid_t launch_program(LaunchId id, const std::vector<std::string>& argv);  // Output to `output_`.
  // The next report of the keeper, in order; fails the test after ten seconds or when the keeper is gone.
  KeeperReport next_report();
  bool await_end();  // End of file on the connection.

  std::string directory_, socket_path_;
  UniqueFd program_;
  std::optional<KeeperClient> client_;
  Pipe output_, report_;

 private:
  void note(pid_t pid) { launched_.push_back(pid); }

  pid_t keeper_ = 0;
  std::vector<pid_t> launched_;
  std::vector<KeeperReport> reports_;
};

}  // namespace peapod::platform
