#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "tests/unit/platform/keeper_fixture.h"

namespace peapod::platform {
namespace {

std::string read_some(int fd) {
  char buffer[256];
  const ssize_t size = read(fd, buffer, sizeof buffer);
  return {buffer, size > 0 ? static_cast<std::size_t>(size) : 0};
}

TEST_F(KeeperTest, KeepsExitStatusAndHeldPipeForTheNextAgent) {
  start();
  const pid_t keeper = client_->pid();
  const Plan plan = program_plan({"/bin/sh", "-c", "echo last words; exit 3"}, true);
  launch(5, plan, {output_.write.get(), report_.write.get(), output_.read.get()}, {2});
  // The agent dies with its ends of the pipe; the writer must not notice, and what it wrote must not be lost.
  client_.reset();
  output_ = {};
  EXPECT_EQ(report_.read_all(), "");

  std::vector<KeeperEntry> entries = reconnect();
  EXPECT_EQ(client_->pid(), keeper);
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].id, 5U);
  if (!entries[0].exited) {
    const KeeperReport exited = next_report();
    EXPECT_EQ(exited.kind, KeeperReport::Kind::Exited);
  }
  for (int agent = 0; agent < 2; ++agent) {  // Kept until released, however often agents come.
    entries = reconnect();
    ASSERT_EQ(entries.size(), 1U);
    EXPECT_TRUE(entries[0].exited);
    EXPECT_EQ(WEXITSTATUS(entries[0].wait_status), 3);
    ASSERT_EQ(entries[0].held.size(), 1U);
  }
  EXPECT_EQ(read_some(entries[0].held[0].get()), "last words\n");
  ASSERT_TRUE(client_->release(5));
  EXPECT_TRUE(reconnect().empty());
}

TEST_F(KeeperTest, RunningLaunchIsListedAsRunning) {
  start();
  const pid_t pid = launch_program(8, {"/bin/sleep", "1000"});
  const std::vector<KeeperEntry> entries = reconnect();
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].pid, pid);
  EXPECT_FALSE(entries[0].exited);
  ASSERT_TRUE(client_->signal(8, SIGKILL));
  EXPECT_EQ(next_report().kind, KeeperReport::Kind::Exited);
}

TEST_F(KeeperTest, ReleaseClosesWhatWasHeld) {
  start();
  const Plan plan = program_plan({"/bin/true"}, true);
  Pipe held;
  launch(1, plan, {output_.write.get(), report_.write.get(), held.write.get()}, {2});
  EXPECT_EQ(next_report().kind, KeeperReport::Kind::Exited);
  held.write.reset();
  ASSERT_TRUE(client_->release(1));
  EXPECT_EQ(held.read_all(), "") << "end of file: the keeper's write end is closed";
}

TEST_F(KeeperTest, HoldsNothingButWhatItWasAskedTo) {
  start();
  launch_program(1, {"/bin/sleep", "1000"});
  EXPECT_EQ(report_.read_all(), "") << "end of file: neither keeper nor child has the write end";
}

TEST_F(KeeperTest, NewerAgentReplacesTheOlder) {
  start();
  std::vector<KeeperEntry> entries;
  const Result<KeeperClient> newer = KeeperClient::connect(socket_path_, entries);
  ASSERT_TRUE(newer);
  EXPECT_TRUE(await_end());
}

TEST_F(KeeperTest, SurvivesTheAgentThatStartedIt) {
  const pid_t agent = fork();
  ASSERT_GE(agent, 0);
  if (agent == 0) {
    KeeperSpec spec;
    spec.socket_path = socket_path_;
    Result<KeeperClient> client = KeeperClient::start(spec, program_.get());
    const Plan plan = program_plan({"/bin/sh", "-c", "exit 9"});
    const int fds[] = {output_.write.get(), report_.write.get()};
    const bool sent = client && client->launch(1, plan, fds, {});
    kill(getpid(), sent ? SIGKILL : SIGTERM);
  }
  int status = 0;
  ASSERT_EQ(waitpid(agent, &status, 0), agent);
  ASSERT_EQ(WTERMSIG(status), SIGKILL);
  const std::vector<KeeperEntry> entries = reconnect();
  ASSERT_EQ(entries.size(), 1U);
  const int wait_status = entries[0].exited ? entries[0].wait_status : next_report().wait_status;
  EXPECT_EQ(WEXITSTATUS(wait_status), 9);
}

}  // namespace
}  // namespace peapod::platform
