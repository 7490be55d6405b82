#include <sys/socket.h>
#include <sys/un.h>

#include <cstring>
#include <random>

#include "platform/launch/keeper_socket.h"
#include "platform/launch/sealed_memfd.h"
#include "tests/unit/platform/keeper_fixture.h"

namespace peapod::platform {
namespace {

// Somebody who connects and does not speak as an agent does.
class Stranger {
 public:
  explicit Stranger(const std::string& path) {
    Result<UniqueFd> socket = connect_keeper_socket(path, kKeeperAnswerMs);
    EXPECT_TRUE(socket) << socket.error().message();
    if (socket) fd_ = std::move(*socket);
  }

  void send(const void* bytes, std::size_t size, int passed_fd = -1) {
    iovec part{const_cast<void*>(bytes), size};
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    if (passed_fd >= 0) {
      message.msg_control = control;
      message.msg_controllen = sizeof control;
      cmsghdr* const rights = CMSG_FIRSTHDR(&message);
      rights->cmsg_level = SOL_SOCKET;
      rights->cmsg_type = SCM_RIGHTS;
      rights->cmsg_len = CMSG_LEN(sizeof(int));
      std::memcpy(CMSG_DATA(rights), &passed_fd, sizeof passed_fd);
    }
    sendmsg(fd_.get(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
  }

  // Says no more, and hears all the answers: their number. Afterwards the keeper has read everything.
  int finish() {
    shutdown(fd_.get(), SHUT_WR);
    const timeval patience{10, 0};
    setsockopt(fd_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    char buffer[512];
    ssize_t size = 0;
    int answers = 0;
    while ((size = recv(fd_.get(), buffer, sizeof buffer, 0)) > 0) ++answers;
    EXPECT_EQ(size, 0) << "the keeper does not answer";
    return answers;
  }

 private:
  UniqueFd fd_;
};

TEST_F(KeeperTest, RandomMessagesDoItNoHarm) {
  start();
  launch_program(1, {"/bin/sleep", "1000"});
  std::mt19937 random(20240611);
  for (int round = 0; round < 20; ++round) {
    Stranger stranger(socket_path_);
    for (int i = 0; i < 50; ++i) {
      std::string bytes(1 + random() % 300, '\0');
      for (char& byte : bytes) byte = static_cast<char>(random());
      stranger.send(bytes.data(), bytes.size(), i % 3 == 0 ? output_.read.get() : -1);
    }
    EXPECT_EQ(stranger.finish(), 50) << "each is refused";
  }
  const std::vector<KeeperEntry> entries = reconnect();
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_FALSE(entries[0].exited);
}

TEST_F(KeeperTest, MutatedRequestsDoItNoHarm) {
  start();
  std::mt19937 random(7);
  const Plan plan = program_plan({"/bin/true"});
  for (int round = 0; round < 20; ++round) {
    Stranger stranger(socket_path_);
    const Request hello;
    stranger.send(&hello, sizeof hello);
    for (int i = 0; i < 50; ++i) {
      Request request;
      request.verb = static_cast<Verb>(random() % 7 == 5 ? 99 : random() % 5);  // Never Quit.
      request.id = random() % 3;
      request.hold_count = random() % 9;
      for (std::uint8_t& index : request.hold) index = static_cast<std::uint8_t>(random() % 3);
      request.signal = static_cast<int>(random());
      stranger.send(&request, random() % 4 == 0 ? 1 + random() % sizeof request : sizeof request,
                    i % 2 == 0 ? plan.memfd.get() : -1);
    }
    EXPECT_GT(stranger.finish(), 0);
  }
  EXPECT_TRUE(reconnect().empty());
  launch_program(1, {"/bin/true"});
}

// A sealed file of the right size whose words are somewhat wrong is refused, not run.
TEST_F(KeeperTest, DamagedPlanTablesAreRefused) {
  start();
  const Plan plan = program_plan({"/bin/true"});
  PlanHeader header;
  ASSERT_EQ(pread(plan.memfd.get(), &header, sizeof header, 0), static_cast<ssize_t>(sizeof header));
  std::string image(header.size, '\0');
  ASSERT_EQ(pread(plan.memfd.get(), image.data(), image.size(), 0), static_cast<ssize_t>(image.size()));
  const int fds[] = {output_.write.get(), report_.write.get()};
  for (std::size_t word = 0; word < sizeof header / sizeof(PlanWord); ++word) {
    for (const PlanWord wrong : {~PlanWord{0}, header.size + 8, PlanWord{3}}) {
      std::string damaged = image;
      std::memcpy(damaged.data() + word * sizeof(PlanWord), &wrong, sizeof wrong);
      Result<UniqueFd> memfd = make_sealed_memfd("damaged", MemfdUse::Data, std::as_bytes(std::span(damaged)));
      ASSERT_TRUE(memfd);
      const Plan sent{std::move(*memfd), {}};
      // Fewer entries in a table are still a plan, though another one.
      const bool count = word == offsetof(PlanHeader, step_count) / sizeof(PlanWord);
      if (wrong == 3 && !count && word > offsetof(PlanHeader, steps) / sizeof(PlanWord)) continue;
      ASSERT_TRUE(client_->launch(1, sent, fds, {}));
      const KeeperReport report = next_report();
      EXPECT_EQ(report.kind, KeeperReport::Kind::LaunchFailed) << "word " << word << " = " << wrong;
      EXPECT_EQ(report.error, ENOEXEC) << "word " << word << " = " << wrong;
    }
  }
  launch_program(1, {"/bin/true"});
}

TEST_F(KeeperTest, AsksForHelloFirst) {
  start();
  {
    Stranger stranger(socket_path_);
    Request quit;
    quit.verb = Verb::Quit;
    stranger.send(&quit, sizeof quit);
    EXPECT_EQ(stranger.finish(), 1);
  }
  EXPECT_TRUE(reconnect().empty()) << "it is still there";
}

TEST_F(KeeperTest, ListsItsLaunchesToAnAgentThatIsSlowToRead) {
  start();
  const Plan plan = program_plan({"/bin/true"});
  for (LaunchId id = 1; id <= kLaunchesMax; ++id) {
    launch(id, plan, {output_.write.get(), report_.write.get()});
    EXPECT_EQ(next_report().kind, KeeperReport::Kind::Exited);
  }
  Stranger stranger(socket_path_);
  const Request hello;
  constexpr int kHellos = 8;  // Many times what the socket's buffer holds.
  for (int i = 0; i < kHellos; ++i) stranger.send(&hello, sizeof hello);
  EXPECT_EQ(stranger.finish(), kHellos * static_cast<int>(kLaunchesMax + 1));
}

TEST_F(KeeperTest, AgentThatNeverReadsCannotBlockIt) {
  start();
  launch_program(1, {"/bin/sleep", "1000"});
  Stranger stranger(socket_path_);
  const Request hello;
  for (int i = 0; i < 2000; ++i) stranger.send(&hello, sizeof hello);
  EXPECT_EQ(reconnect().size(), 1U);
}

}  // namespace
}  // namespace peapod::platform
