#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/statvfs.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "platform/sys/file.h"
#include "platform/sys/mount.h"
#include "platform/volumes/empty_dir.h"
#include "platform/volumes/host_path.h"
#include "platform/volumes/removal.h"

namespace peapod::platform {
namespace {

namespace fs = std::filesystem;

class VolumeTest : public testing::Test {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "NOT TESTED: mounting needs root";
    char name[] = "/tmp/peapod-volume-XXXXXX";
    ASSERT_NE(::mkdtemp(name), nullptr);
    path_ = name;
  }
  void TearDown() override {
    EXPECT_TRUE(unmount_below(path_));
    fs::remove_all(path_);
  }

  static unsigned mode_of(const fs::path& path) { return sys::status_at(AT_FDCWD, path, 0)->st_mode & 07777; }

  fs::path path_;
};

TEST_F(VolumeTest, EmptyDirOnDisk) {
  const mode_t umask_before = ::umask(077);
  EXPECT_TRUE(make_empty_dir(path_ / "a", std::nullopt));
  EXPECT_TRUE(make_empty_dir(path_ / "b", 1234));
  ::umask(umask_before);
  EXPECT_EQ(mode_of(path_ / "a"), 0777U);
  EXPECT_EQ(mode_of(path_ / "b"), 02777U);
  EXPECT_EQ(sys::status_at(AT_FDCWD, path_ / "b", 0)->st_gid, 1234U);
  std::ofstream(path_ / "a/file") << "kept";
  EXPECT_TRUE(make_empty_dir(path_ / "a", std::nullopt));
  EXPECT_TRUE(fs::exists(path_ / "a/file"));
  const Result<void> orphan = make_empty_dir(path_ / "none/a", std::nullopt);
  ASSERT_FALSE(orphan);
  EXPECT_EQ(orphan.error().code, ENOENT);
}

TEST_F(VolumeTest, EmptyDirInMemory) {
  const fs::path volume = path_ / "m";
  const Result<void> made = make_memory_dir(volume, 1 << 20, 55);
  ASSERT_TRUE(made) << made.error().message();
  EXPECT_EQ(mode_of(volume), 02777U);
  struct statvfs status {};
  ASSERT_EQ(::statvfs(volume.c_str(), &status), 0);
  EXPECT_EQ(status.f_blocks * status.f_frsize, 1U << 20);
  std::ofstream(volume / "file") << "kept";
  ASSERT_TRUE(make_memory_dir(volume, 1 << 20, 55));
  EXPECT_TRUE(fs::exists(volume / "file"));
  EXPECT_EQ(remove_tree(path_).error().code, EXDEV);
  ASSERT_TRUE(unmount_below(path_));
  EXPECT_FALSE(fs::exists(volume / "file"));  // Mounted once, not twice.
}

TEST_F(VolumeTest, SharedMemory) {
  ASSERT_TRUE(make_shared_memory_dir(path_ / "shm"));
  ASSERT_TRUE(make_shared_memory_dir(path_ / "shm"));
  EXPECT_EQ(mode_of(path_ / "shm"), 01777U);
  struct statvfs status {};
  ASSERT_EQ(::statvfs((path_ / "shm").c_str(), &status), 0);
  EXPECT_EQ(status.f_blocks * status.f_frsize, 64U << 20);
  EXPECT_NE(status.f_flag & ST_NOEXEC, 0U);
}

TEST_F(VolumeTest, HostPathOfTheRightType) {
  std::ofstream(path_ / "file") << "x";
  const UniqueFd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  (path_ / "socket").string().copy(address.sun_path, sizeof address.sun_path - 1);
  ASSERT_EQ(::bind(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  EXPECT_TRUE(*check_host_path(path_, HostPathType::Directory));
  EXPECT_FALSE(*check_host_path(path_ / "file", HostPathType::File));
  EXPECT_FALSE(*check_host_path(path_ / "file", HostPathType::Unset));
  EXPECT_FALSE(*check_host_path(path_ / "socket", HostPathType::Socket));
  EXPECT_FALSE(*check_host_path("/dev/null", HostPathType::CharDevice));
}

TEST_F(VolumeTest, HostPathIsMadeWhenAskedFor) {
  const mode_t umask_before = ::umask(077);
  EXPECT_TRUE(*check_host_path(path_ / "a/b", HostPathType::DirectoryOrCreate));
  EXPECT_TRUE(*check_host_path(path_ / "c/d", HostPathType::Unset));
  EXPECT_FALSE(*check_host_path(path_ / "file", HostPathType::FileOrCreate));
  ::umask(umask_before);
  EXPECT_EQ(mode_of(path_ / "a/b"), 0755U);
  EXPECT_EQ(mode_of(path_ / "c"), 0755U);
  EXPECT_EQ(mode_of(path_ / "file"), 0644U);
  EXPECT_EQ(check_host_path(path_ / "no/file", HostPathType::FileOrCreate).error().code, ENOENT);
}

TEST_F(VolumeTest, HostPathOfTheWrongType) {
  std::ofstream(path_ / "file") << "x";
  const std::string file = path_ / "file";
  const std::string directory = path_;
  struct Row {
    std::string path;
    HostPathType type;
    const char* noun;
  };
  for (const Row& row :
       {Row{file, HostPathType::Directory, "directory"}, Row{directory, HostPathType::File, "file"},
        Row{file, HostPathType::DirectoryOrCreate, "directory"}, Row{directory, HostPathType::FileOrCreate, "file"},
        Row{file, HostPathType::Socket, "socket"}, Row{file, HostPathType::CharDevice, "character device"},
        Row{file, HostPathType::BlockDevice, "block device"},
        Row{file + "-absent", HostPathType::Directory, "directory"}}) {
    const Result<bool> checked = check_host_path(row.path, row.type);
    ASSERT_FALSE(checked);
    EXPECT_EQ(checked.error().message(), "hostPath type check failed: " + row.path + " is not a " + row.noun);
  }
}

TEST_F(VolumeTest, RemovalDoesNotFollowLinks) {
  fs::create_directories(path_ / "tree/deep/er");
  fs::create_directories(path_ / "canary");
  std::ofstream(path_ / "canary/file") << "x";
  std::ofstream(path_ / "tree/deep/file") << "x";
  fs::create_symlink(path_ / "canary", path_ / "tree/link");
  fs::create_symlink(path_ / "canary", path_ / "link-to-canary");
  EXPECT_TRUE(remove_tree(path_ / "tree"));
  EXPECT_TRUE(remove_tree(path_ / "tree"));
  EXPECT_TRUE(remove_tree(path_ / "link-to-canary"));
  EXPECT_FALSE(fs::exists(path_ / "tree"));
  EXPECT_FALSE(fs::is_symlink(path_ / "link-to-canary"));
  EXPECT_TRUE(fs::exists(path_ / "canary/file"));
}

TEST_F(VolumeTest, RemovalDoesNotEnterABindMount) {
  fs::create_directories(path_ / "tree/mounted");
  fs::create_directories(path_ / "canary");
  std::ofstream(path_ / "canary/file") << "x";
  ASSERT_TRUE(sys::mount(path_ / "canary", path_ / "tree/mounted", "", MS_BIND, ""));
  const Result<void> removed = remove_tree(path_ / "tree");
  ASSERT_FALSE(removed);
  EXPECT_EQ(removed.error().message(), "remove '" + (path_ / "tree").string() + "': '" +
                                           (path_ / "tree/mounted").string() + "' is mounted: " + std::strerror(EXDEV));
  EXPECT_TRUE(fs::exists(path_ / "canary/file"));
  ASSERT_TRUE(unmount_below(path_ / "tree"));
  EXPECT_TRUE(remove_tree(path_ / "tree"));
  EXPECT_TRUE(fs::exists(path_ / "canary/file"));
}

TEST_F(VolumeTest, RemovalHasADepthLimit) {
  UniqueFd at = *sys::open(path_, O_PATH | O_DIRECTORY);
  for (int i = 0; i < 300; ++i) {
    ASSERT_TRUE(sys::make_directory_at(at.get(), "d", 0700));
    at = *sys::open_at(at.get(), "d", O_PATH | O_DIRECTORY);
  }
  const Result<void> removed = remove_tree(path_ / "d");
  ASSERT_FALSE(removed);
  EXPECT_EQ(removed.error().code, ELOOP);
}

}  // namespace
}  // namespace peapod::platform
