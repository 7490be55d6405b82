#include <fcntl.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <algorithm>
#include <filesystem>
#include <thread>

#include "platform/sys/file.h"
#include "tests/unit/platform/keeper_fixture.h"

namespace peapod::platform {
namespace {

std::string namespace_of(const std::string& process, const std::string& kind) {
  const Result<std::string> link = sys::read_link_at(AT_FDCWD, "/proc/" + process + "/ns/" + kind);
  EXPECT_TRUE(link) << link.error().message();
  return link ? *link : std::string();
}

TEST_F(KeeperTest, PinsNewNetIpcAndUts) {
  start();
  const std::string keeper = std::to_string(client_->pid());
  for (const char* kind : {"net", "ipc", "uts"}) EXPECT_NE(namespace_of(keeper, kind), namespace_of("self", kind));
  for (const char* kind : {"pid", "mnt"}) EXPECT_EQ(namespace_of(keeper, kind), namespace_of("self", kind));
}

TEST_F(KeeperTest, KeepsTheHostsNamespacesWhenAsked) {
  KeeperSpec spec;
  spec.new_net = spec.new_ipc = spec.new_uts = false;
  start(spec);
  const std::string keeper = std::to_string(client_->pid());
  for (const char* kind : {"net", "ipc", "uts"}) EXPECT_EQ(namespace_of(keeper, kind), namespace_of("self", kind));
}

TEST_F(KeeperTest, LaunchesSeeTheHostnameAndLoopback) {
  KeeperSpec spec;
  spec.hostname = "meter";
  start(spec);
  launch_program(1, {"/bin/sh", "-c", "/bin/uname -n; /bin/cat /sys/class/net/lo/flags 2>&1; /bin/cat /proc/net/dev"});
  EXPECT_EQ(next_report().kind, KeeperReport::Kind::Exited);
  const std::string text = output_.read_all();
  EXPECT_TRUE(text.starts_with("meter\n")) << text;
  EXPECT_EQ(std::count(text.begin(), text.end(), ':'), 1) << "only lo: " << text;
  EXPECT_NE(text.find("lo:"), std::string::npos) << text;
}

TEST_F(KeeperTest, LoopbackIsUpInTheNewNamespace) {
  start();
  const UniqueFd net(open(("/proc/" + std::to_string(client_->pid()) + "/ns/net").c_str(), O_RDONLY | O_CLOEXEC));
  ASSERT_TRUE(net);
  int error = -1;
  std::thread inside([&] {  // Namespaces are a thread's own.
    if (setns(net.get(), CLONE_NEWNET) != 0) return;
    const UniqueFd socket_fd(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    sockaddr address{};
    address.sa_family = AF_INET;
    address.sa_data[2] = 127, address.sa_data[5] = 1, address.sa_data[1] = 9;
    error = connect(socket_fd.get(), &address, sizeof address) == 0 ? 0 : errno;
  });
  inside.join();
  EXPECT_EQ(error, 0);
}

TEST_F(KeeperTest, StartsAtAPathLongerThanASocketAddress) {
  const std::string deep = directory_ + "/" + std::string(120, 'd');
  ASSERT_TRUE(std::filesystem::create_directory(deep));
  KeeperSpec spec;
  spec.socket_path = deep + "/keeper.sock";
  start(spec);
  EXPECT_TRUE(reconnect().empty());
}

TEST_F(KeeperTest, SocketIsRootsAloneAndReplacesAStaleOne) {
  start();
  struct stat status {};
  ASSERT_EQ(stat(socket_path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0600U);
  ASSERT_TRUE(client_->quit());
  ASSERT_TRUE(await_end());
  ASSERT_EQ(waitpid(client_->pid(), nullptr, 0), client_->pid());
  std::vector<KeeperEntry> entries;
  const Result<KeeperClient> nobody = KeeperClient::connect(socket_path_, entries);
  ASSERT_FALSE(nobody);
  EXPECT_EQ(nobody.error().code, ECONNREFUSED);
  start();
}

TEST_F(KeeperTest, StartTellsWhichStepFailed) {
  KeeperSpec spec;
  spec.socket_path = socket_path_;
  spec.hostname = std::string(65, 'h');  // __NEW_UTS_LEN is 64.
  const Result<KeeperClient> client = KeeperClient::start(spec, program_.get());
  ASSERT_FALSE(client);
  EXPECT_EQ(client.error().message(), "start keeper: set hostname '" + spec.hostname + "': Invalid argument");
  EXPECT_FALSE(std::filesystem::exists(socket_path_));
}

TEST_F(KeeperTest, EntersItsCgroupFirst) {
  // Any file shows it: what the kernel would read is "0", the writer itself.
  const std::string path = directory_ + "/procs";
  const UniqueFd procs(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  KeeperSpec spec;
  spec.cgroup_procs = {procs.get()};
  start(spec);
  const Result<std::string> text = sys::read_file(path, 64);
  ASSERT_TRUE(text);
  EXPECT_EQ(*text, "0");
}

}  // namespace
}  // namespace peapod::platform
