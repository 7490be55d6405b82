#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "platform/sys/file.h"
#include "tests/support/emulation.h"
#include "tests/unit/platform/keeper_fixture.h"

namespace peapod::platform {
namespace {

// The number after `name` in a file of /proc.
long field(const std::string& path, const std::string& name) {
  const Result<std::string> text = sys::read_file(path, 1 << 16);
  EXPECT_TRUE(text) << text.error().message();
  if (!text) return -1;
  const std::size_t at = text->find(name);
  EXPECT_NE(at, std::string::npos) << name << " in " << *text;
  return at == std::string::npos ? -1 : std::stol(text->substr(at + name.size()), nullptr, 0);
}

TEST(PauseProgram, IsUnderEightKilobytes) {
  struct stat status {};
  ASSERT_EQ(stat(PEAPOD_BINARY_DIR "/peapod-pause", &status), 0);
  std::printf("peapod-pause: %lld bytes\n", static_cast<long long>(status.st_size));
  EXPECT_LT(status.st_size, 8192);
}

TEST(PauseProgram, IsSealedInItsMemfd) {
  const Result<UniqueFd> program = load_pause_program(PEAPOD_BINARY_DIR "/peapod-pause");
  ASSERT_TRUE(program) << program.error().message();
  EXPECT_EQ(write(program->get(), "x", 1), -1);
  EXPECT_EQ(errno, EPERM);
}

TEST(PauseProgram, OtherFilesAreRefused) {
  const Result<UniqueFd> missing = load_pause_program("/no/such/program");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ENOENT);
  const Result<UniqueFd> text = load_pause_program("/etc/passwd");
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().code, ENOEXEC);
}

TEST(PauseProgram, WillNotBeAnUnkillableOrphanByHand) {
  SKIP_UNDER_USER_EMULATION();
  const int status = std::system(PEAPOD_BINARY_DIR "/peapod-pause");
  EXPECT_EQ(WEXITSTATUS(status), 2);
}

TEST_F(KeeperTest, TakesFewPages) {
  start();
  launch_program(1, {"/bin/true"});
  EXPECT_EQ(next_report().kind, KeeperReport::Kind::Exited);
  const std::string rollup = "/proc/" + std::to_string(client_->pid()) + "/smaps_rollup";
  const long owned_kb = field(rollup, "Private_Clean:") + field(rollup, "Private_Dirty:");
  std::printf("keeper: %ld KB private, %ld KB resident\n", owned_kb, field(rollup, "Rss:"));
  EXPECT_LE(owned_kb, 64);
}

TEST_F(KeeperTest, ShowsItselfAsPause) {
  KeeperSpec spec;
  spec.comm = "/opt/pause";
  start(spec);
  const std::string process = "/proc/" + std::to_string(client_->pid());
  EXPECT_EQ(*sys::read_file(process + "/comm", 64), "pause\n");
  EXPECT_EQ(*sys::read_file(process + "/cmdline", 64), std::string("/opt/pause\0keeper\0", 18));
}

TEST_F(KeeperTest, HasOnlyItsOwnDescriptors) {
  constexpr int kCloseRange = 436;  // Before Linux 5.9 the descriptors of its starter close by O_CLOEXEC alone.
  const bool has_close_range = syscall(kCloseRange, ~0U, ~0U, 0) == 0;
  const UniqueFd leaky(open("/", O_RDONLY | O_DIRECTORY | (has_close_range ? 0 : O_CLOEXEC)));
  start();
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/" + std::to_string(client_->pid()) + "/fd")) {
    const int fd = std::stoi(entry.path().filename());
    if (fd <= 2) {
      EXPECT_EQ(std::filesystem::read_symlink(entry.path()), "/dev/null");
    }
    ++count;
  }
  EXPECT_EQ(count, 6) << "three of /dev/null, listening socket, signalfd, connection";
}

TEST_F(KeeperTest, IsItsOwnSessionAndTakesNothingOverFromTheAgent) {
  // An ignored SIGCHLD would throw exit statuses away, an ignored SIGPIPE would be the containers' too.
  signal(SIGCHLD, SIG_IGN);
  signal(SIGPIPE, SIG_IGN);
  start();
  signal(SIGCHLD, SIG_DFL);
  signal(SIGPIPE, SIG_DFL);
  const std::string process = "/proc/" + std::to_string(client_->pid());
  EXPECT_EQ(getsid(client_->pid()), client_->pid());
  EXPECT_EQ(std::filesystem::read_symlink(process + "/cwd"), "/");
  const Result<std::string> status = sys::read_file(process + "/status", 1 << 16);
  ASSERT_TRUE(status);
  // All but SIGKILL and SIGSTOP.
  EXPECT_NE(status->find("SigBlk:\tfffffffffffbfeff"), std::string::npos) << *status;
  EXPECT_NE(status->find("SigIgn:\t0000000000000000"), std::string::npos) << *status;
}

TEST_F(KeeperTest, ChildrenAreNotDumpableBeforeTheirExec) {
  start();
  PlanBuilder builder;
  PlanBuilder::Arg dumpable = builder.word(77);
  builder.clone(0, nullptr);
  builder.call("ask", SYS_prctl, {PlanBuilder::value(PR_GET_DUMPABLE)}, {.result = &dumpable});
  builder.call("tell", SYS_exit_group, {PlanBuilder::as_value(dumpable)});
  const Result<Plan> plan = builder.finish();
  ASSERT_TRUE(plan);
  launch(1, *plan, {});
  EXPECT_EQ(WEXITSTATUS(next_report().wait_status), 0) << "as the keeper itself, whose copy they are";
}

TEST_F(KeeperTest, ChildrenInheritNoDescriptorOfTheKeepers) {
  start();
  const Plan plan = program_plan({"/bin/sh", "-c", "exec /bin/ls /proc/self/fd 0</dev/null"}, true);
  launch(1, plan, {output_.write.get(), report_.write.get(), output_.read.get()}, {2});
  EXPECT_EQ(next_report().kind, KeeperReport::Kind::Exited);
  EXPECT_EQ(output_.read_all(), "0\n1\n2\n3\n") << "3 is the directory that ls reads";
}

}  // namespace
}  // namespace peapod::platform
