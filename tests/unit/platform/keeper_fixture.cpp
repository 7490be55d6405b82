#include "tests/unit/platform/keeper_fixture.h"
#include "tests/support/emulation.h"
#include "tests/support/eventually.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <filesystem>

namespace peapod::platform {

namespace {

constexpr std::chrono::seconds kPatience(10);

bool readable(int fd) {
  pollfd polled{fd, POLLIN, 0};
  return poll(&polled, 1, static_cast<int>(test::scaled(kPatience).count())) > 0;
}

}  // namespace

Pipe::Pipe() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) == 0) {
    read.reset(ends[0]);
    write.reset(ends[1]);
  }
}

std::string Pipe::read_all() {
  write.reset();
  std::string text;
  char buffer[4096];
  while (readable(read.get())) {
    const ssize_t size = ::read(read.get(), buffer, sizeof buffer);
    if (size <= 0) return text;
    text.append(buffer, static_cast<std::size_t>(size));
  }
  ADD_FAILURE() << "no end of file";
  return text;
}

Plan program_plan(const std::vector<std::string>& argv, bool third_fd) {
  using Arg = PlanBuilder::Arg;
  PlanBuilder builder;
  const Arg output = builder.fd();
  const Arg report = builder.fd();
  if (third_fd) builder.fd();
  builder.report_to(report);
  builder.clone(0, nullptr);
  const Arg no_signals = builder.word(0);
  const Arg nothing = PlanBuilder::value(0);
  builder.call("unblock signals", SYS_rt_sigprocmask,
               {PlanBuilder::value(SIG_SETMASK), no_signals, nothing, PlanBuilder::value(8)});
  for (const unsigned long standard : {1UL, 2UL}) {
    builder.call("dup output", SYS_dup3, {output, PlanBuilder::value(standard), nothing});
  }
  builder.call("exec " + argv[0], SYS_execve, {builder.string(argv[0]), builder.strings(argv), builder.strings({})});
  Result<Plan> plan = builder.finish();
  EXPECT_TRUE(plan) << plan.error().message();
  return plan ? std::move(*plan) : Plan{};
}

void KeeperTest::SetUp() {
  SKIP_UNDER_USER_EMULATION();
  if (geteuid() != 0) GTEST_SKIP() << "SKIPPED LOUDLY: a keeper needs root for its namespaces";
  // Orphans of a killed keeper come to us, and we reap them.
  ASSERT_EQ(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), 0);
  std::string pattern = std::filesystem::temp_directory_path() / "keeper-XXXXXX";
  ASSERT_NE(mkdtemp(pattern.data()), nullptr);
  directory_ = pattern;
  socket_path_ = directory_ + "/keeper.sock";
  Result<UniqueFd> program = load_pause_program(PEAPOD_BINARY_DIR "/peapod-pause");
  ASSERT_TRUE(program) << program.error().message();
  program_ = std::move(*program);
}

void KeeperTest::TearDown() {
  client_.reset();
  if (keeper_ > 0) {
    kill(keeper_, SIGKILL);
    waitpid(keeper_, nullptr, 0);
    for (const pid_t pid : launched_) {
      // The keeper may have reaped it long ago, and the number may be another's: only a child of ours is
      // killed.
      if (waitpid(pid, nullptr, WNOHANG) != 0) continue;
      kill(pid, SIGKILL);
      waitpid(pid, nullptr, 0);
    }
  }
  if (!directory_.empty()) std::filesystem::remove_all(directory_);
}

void KeeperTest::start(KeeperSpec spec) {
  if (spec.socket_path.empty()) spec.socket_path = socket_path_;
  socket_path_ = spec.socket_path;
  Result<KeeperClient> client = KeeperClient::start(spec, program_.get());
  ASSERT_TRUE(client) << client.error().message();
  keeper_ = client->pid();
  client_.emplace(std::move(*client));
}

std::vector<KeeperEntry> KeeperTest::reconnect() {
  client_.reset();
  std::vector<KeeperEntry> entries;
  Result<KeeperClient> client = KeeperClient::connect(socket_path_, entries);
  EXPECT_TRUE(client) << client.error().message();
  if (!client) return entries;
  keeper_ = client->pid();
  client_.emplace(std::move(*client));
  for (const KeeperEntry& entry : entries) note(entry.pid);
  return entries;
}

pid_t KeeperTest::launch(LaunchId id, const Plan& plan, const std::vector<int>& fds,
                         const std::vector<std::uint8_t>& hold) {
  const Result<void> sent = client_->launch(id, plan, fds, hold);
  EXPECT_TRUE(sent) << sent.error().message();
  const KeeperReport report = next_report();
  EXPECT_EQ(report.kind, KeeperReport::Kind::Launched) << "step " << report.step << " errno " << report.error;
  EXPECT_EQ(report.id, id);
  return report.pid;
}

pid_t KeeperTest::launch_program(LaunchId id, const std::vector<std::string>& argv) {
  return launch(id, program_plan(argv), {output_.write.get(), report_.write.get()});
}

KeeperReport KeeperTest::next_report() {
  while (reports_.empty()) {
    if (!readable(client_->fd())) {
      ADD_FAILURE() << "the keeper says nothing";
      return {};
    }
    const bool alive = client_->receive([&](const KeeperReport& report) {
      reports_.push_back(report);
      if (report.kind == KeeperReport::Kind::Launched) note(report.pid);
    });
    if (!alive && reports_.empty()) {
      ADD_FAILURE() << "the keeper is gone";
      return {};
    }
  }
  const KeeperReport report = reports_.front();
  reports_.erase(reports_.begin());
  return report;
}

bool KeeperTest::await_end() {
  while (readable(client_->fd())) {
    if (!client_->receive([](const KeeperReport&) {})) return true;
  }
  return false;
}

}  // namespace peapod::platform
