#pragma once

// Containers on the real kernel: a keeper, an image of one layer with a static busybox, and what a container said and
// how it ended.

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "platform/launch/container_plan.h"
#include "tests/unit/platform/keeper_fixture.h"

namespace peapod::platform {

struct Outcome {
  std::string output;   // Standard output and error.
  std::string failure;  // failure_text() when it could not be started.
  int failure_exit_code = 0;
  int status = -1;  // As of wait4().
};

class ContainerTest : public KeeperTest {
 protected:
  void SetUp() override;
  virtual void start_keeper() { start(); }

  // A container that runs `script` with sh, on a fresh writable layer.
  ContainerDescription describe(const std::string& script);
  Outcome run(ContainerDescription description);
  Outcome run(const std::string& script) { return run(describe(script)); }

  // Starts it and returns its pid; end it with finish().
  pid_t launch_container(LaunchId id, ContainerDescription description, Pipe& output);
  // Kills and waits.
  void finish(LaunchId id);

  std::filesystem::path layer() const { return std::filesystem::path(directory_) / "layers/base"; }
  std::filesystem::path work() const { return directory_; }
  LaunchId next_id() { return ++last_id_; }

 private:
  LaunchId last_id_ = 0;
};

}  // namespace peapod::platform
