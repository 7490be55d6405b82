#include "tests/unit/platform/container_fixture.h"

#include <fcntl.h>
#include <unistd.h>

namespace peapod::platform {

namespace fs = std::filesystem;

void ContainerTest::SetUp() {
  KeeperTest::SetUp();
  if (IsSkipped() || HasFatalFailure()) return;
  constexpr const char* kBusybox = "/bin/busybox";
  if (!fs::exists(kBusybox)) GTEST_SKIP() << "NOT TESTED: no static /bin/busybox (Debian: busybox-static)";
  fs::create_directories(layer() / "bin");
  fs::copy_file(kBusybox, layer() / "bin/busybox");
  for (const char* applet : {"sh",   "cat",  "ls", "grep",  "id", "sleep", "echo", "mount", "readlink", "mkdir", "test",
                             "stat", "sort", "wc", "touch", "tr", "sed",   "kill", "tty",   "hostname", "true"}) {
    fs::create_symlink("busybox", layer() / "bin" / applet);
  }
  fs::create_directory(work() / "target");
  start_keeper();
}

ContainerDescription ContainerTest::describe(const std::string& script) {
  const fs::path writable = work() / ("writable" + std::to_string(next_id()));
  fs::create_directories(writable / "upper");
  fs::create_directories(writable / "work");
  ContainerDescription description;
  description.root.layers_directory = work() / "layers";
  description.root.layers = {"base"};
  description.root.upper = writable / "upper";
  description.root.work = writable / "work";
  description.root.target = work() / "target";
  description.argv = {"sh", "-c", script};
  description.env = {"PATH=/sbin:/bin", "HOME=/"};
  description.credentials.capabilities = default_capabilities();
  return description;
}

pid_t ContainerTest::launch_container(LaunchId id, ContainerDescription description, Pipe& output) {
  description.stdio.out = output.write.get();
  description.stdio.err = output.write.get();
  Result<PreparedLaunch> prepared = prepare_container(description);
  EXPECT_TRUE(prepared) << prepared.error().message();
  if (!prepared) return 0;
  Pipe report;
  prepared->fds[prepared->report_index] = report.write.get();
  const pid_t pid = launch(id, prepared->plan, prepared->fds);
  const std::string failure = report.read_all();
  EXPECT_EQ(failure, "");
  return pid;
}

void ContainerTest::finish(LaunchId id) {
  EXPECT_TRUE(client_->signal(id, SIGKILL));
  const KeeperReport report = next_report();
  EXPECT_EQ(report.kind, KeeperReport::Kind::Exited);
  EXPECT_TRUE(client_->release(id));
}

Outcome ContainerTest::run(ContainerDescription description) {
  Outcome outcome;
  Pipe output;
  Pipe report;
  description.stdio.out = output.write.get();
  description.stdio.err = output.write.get();
  Result<PreparedLaunch> prepared = prepare_container(description);
  if (!prepared) {
    outcome.failure = prepared.error().message();
    return outcome;
  }
  prepared->fds[prepared->report_index] = report.write.get();
  const LaunchId id = next_id();
  launch(id, prepared->plan, prepared->fds);
  outcome.output = output.read_all();
  const std::string bytes = report.read_all();
  ChildFailure failure;
  if (bytes.size() == sizeof failure) {
    bytes.copy(reinterpret_cast<char*>(&failure), sizeof failure);
    outcome.failure = failure_text(prepared->plan, failure);
    outcome.failure_exit_code = failure_exit_code(prepared->plan, failure);
  }
  const KeeperReport exited = next_report();
  EXPECT_EQ(exited.kind, KeeperReport::Kind::Exited);
  outcome.status = exited.wait_status;
  EXPECT_TRUE(client_->release(id));
  return outcome;
}

}  // namespace peapod::platform
