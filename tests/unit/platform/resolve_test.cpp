#include "platform/sys/resolve.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>

#include "platform/sys/file.h"

namespace peapod::platform::sys {
namespace {

namespace fs = std::filesystem;

enum class Way { Kernel, ByComponent };

// Both ways have to give the same answers.
class ResolveTest : public testing::TestWithParam<Way> {
 protected:
  void SetUp() override {
    char name[] = "/tmp/peapod-resolve-XXXXXX";
    ASSERT_NE(::mkdtemp(name), nullptr);
    base_ = name;
    root_path_ = base_ / "root";
    fs::create_directories(root_path_ / "dir/sub");
    std::ofstream(base_ / "outside") << "outside";
    std::ofstream(root_path_ / "outside") << "inside";
    std::ofstream(root_path_ / "dir/file") << "file";
    fs::create_symlink("dir/file", root_path_ / "relative");
    fs::create_symlink("/dir/file", root_path_ / "absolute");
    fs::create_symlink("../../../outside", root_path_ / "dir/up");
    fs::create_symlink("/dir/sub/../../../..", root_path_ / "top");
    fs::create_symlink("loop", root_path_ / "loop");
    fs::create_symlink("nowhere", root_path_ / "dangling");
    root_ = *sys::open(root_path_, O_PATH | O_DIRECTORY);
  }
  void TearDown() override { fs::remove_all(base_); }

  Result<UniqueFd> open(const std::string& path, int flags = O_RDONLY, mode_t mode = 0) {
    return GetParam() == Way::Kernel ? open_beneath(root_.get(), path, flags, mode)
                                     : open_beneath_by_component(root_.get(), path, flags, mode);
  }
  std::string contents(const std::string& path) {
    Result<UniqueFd> fd = open(path);
    if (!fd) return "error " + std::to_string(fd.error().code);
    char text[64];
    const ssize_t size = ::read(fd->get(), text, sizeof text);
    return {text, static_cast<std::size_t>(size < 0 ? 0 : size)};
  }
  int error(const std::string& path, int flags = O_RDONLY) {
    const Result<UniqueFd> fd = open(path, flags, 0600);
    return fd ? 0 : fd.error().code;
  }

  fs::path base_, root_path_;
  UniqueFd root_;
};

TEST_P(ResolveTest, StaysInside) {
  EXPECT_EQ(contents("dir/file"), "file");
  EXPECT_EQ(contents("/dir//./sub/../file"), "file");
  EXPECT_EQ(contents("../../outside"), "inside");
  EXPECT_EQ(contents("relative"), "file");
  EXPECT_EQ(contents("absolute"), "file");
  EXPECT_EQ(contents("dir/up"), "inside");
  EXPECT_EQ(contents("top/dir/file"), "file");
  EXPECT_EQ(contents("top/outside"), "inside");
}

TEST_P(ResolveTest, TheRootItself) {
  for (const char* path : {"/", ".", "..", "dir/..", "top"}) {
    Result<UniqueFd> fd = open(path, O_PATH | O_DIRECTORY);
    ASSERT_TRUE(fd) << path << fd.error().message();
    EXPECT_EQ(status_of(fd->get())->st_ino, status_of(root_.get())->st_ino) << path;
  }
}

TEST_P(ResolveTest, Refuses) {
  EXPECT_EQ(error("loop"), ELOOP);
  EXPECT_EQ(error("dangling"), ENOENT);
  EXPECT_EQ(error("absent/file"), ENOENT);
  EXPECT_EQ(error("dir/file/x"), ENOTDIR);
  EXPECT_EQ(error("dir/file/"), ENOTDIR);
  EXPECT_EQ(error("relative", O_RDONLY | O_NOFOLLOW), ELOOP);
  EXPECT_EQ(error("dir/file", O_PATH | O_DIRECTORY), ENOTDIR);
  EXPECT_EQ(error(""), ENOENT);
}

TEST_P(ResolveTest, Creates) {
  EXPECT_EQ(error("dir/new", O_WRONLY | O_CREAT | O_EXCL), 0);
  EXPECT_TRUE(fs::exists(root_path_ / "dir/new"));
  EXPECT_EQ(error("dir/new", O_WRONLY | O_CREAT | O_EXCL), EEXIST);
  EXPECT_EQ(error("relative", O_WRONLY | O_CREAT | O_EXCL), EEXIST);
  EXPECT_EQ(error("dir/up/../escaped", O_WRONLY | O_CREAT), ENOTDIR);
  EXPECT_EQ(error("../escaped", O_WRONLY | O_CREAT), 0);
  EXPECT_TRUE(fs::exists(root_path_ / "escaped"));
  EXPECT_FALSE(fs::exists(base_ / "escaped"));
}

TEST_P(ResolveTest, AFileAboveTwoGigabytes) {
  fs::resize_file(root_path_ / "dir/file", 3LL << 30);
  EXPECT_EQ(error("dir/file"), 0);
}

TEST_P(ResolveTest, ALinkItself) {
  Result<UniqueFd> fd = open("dangling", O_PATH | O_NOFOLLOW);
  ASSERT_TRUE(fd) << fd.error().message();
  EXPECT_TRUE(S_ISLNK(status_of(fd->get())->st_mode));
}

TEST_P(ResolveTest, MagicLinksLeadNowhere) {
  UniqueFd proc = *sys::open("/proc/self/fd", O_PATH | O_DIRECTORY);
  root_ = std::move(proc);
  const UniqueFd outside = *sys::open(base_ / "outside", O_RDONLY);
  EXPECT_NE(error(std::to_string(outside.get())), 0);
}

TEST_P(ResolveTest, DepthAndLinksAreLimited) {
  std::string deep;
  for (int i = 0; i < 100; ++i) deep += "d/";
  fs::create_directories(root_path_ / deep);
  EXPECT_EQ(error(deep + ".", O_PATH), 0);
  fs::path previous = "dir";
  for (int i = 0; i < 41; ++i) {
    const fs::path link = "link" + std::to_string(i);
    fs::create_symlink(previous, root_path_ / link);
    previous = link;
  }
  EXPECT_EQ(error("link39", O_PATH), 0);
  EXPECT_EQ(error("link40", O_PATH), ELOOP);
}

INSTANTIATE_TEST_SUITE_P(Ways, ResolveTest, testing::Values(Way::Kernel, Way::ByComponent),
                         [](const auto& way) { return way.param == Way::Kernel ? "openat2" : "by_component"; });

}  // namespace
}  // namespace peapod::platform::sys
