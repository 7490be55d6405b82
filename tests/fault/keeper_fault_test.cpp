#include <gtest/gtest.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <optional>
#include <string>

#include "platform/launch/keeper_client.h"
#include "tests/fault/every_call.h"

namespace peapod::test {
namespace {

TEST(KeeperFault, AStartThatFailsLeavesNoKeeper) {
  char directory[] = "/tmp/keeper_fault.XXXXXX";
  ASSERT_NE(mkdtemp(directory), nullptr);
  const std::string socket_path = std::string(directory) + "/keeper.sock";

  std::optional<platform::KeeperClient> keeper;
  FaultOperation operation;
  operation.directories = {directory};
  operation.run = [&] {
    auto program = platform::load_pause_program(PEAPOD_BINARY_DIR "/peapod-pause");
    if (!program) return false;
    platform::KeeperSpec spec;
    spec.socket_path = socket_path;
    spec.hostname = "fault";
    auto started = platform::KeeperClient::start(spec, program->get());
    if (!started) return false;
    keeper.emplace(std::move(*started));
    return true;
  };
  operation.clean_up = [&] {
    if (keeper) {
      EXPECT_TRUE(keeper->quit());
      pollfd end{keeper->fd(), POLLIN, 0};
      while (poll(&end, 1, 5000) > 0 && keeper->receive([](const platform::KeeperReport&) {})) {
      }
      waitpid(keeper->pid(), nullptr, 0);
      keeper.reset();
    }
    unlink(socket_path.c_str());  // The pod's directory goes with the pod, its socket with it.
  };
  for (int error : {EIO, EMFILE, ENOMEM}) {
    const FaultSummary summary = fail_every_call(operation, error);
    EXPECT_GT(summary.failures, 5) << "of " << summary.calls << " calls: are they still wrapped?";
  }
  rmdir(directory);
}

}  // namespace
}  // namespace peapod::test
