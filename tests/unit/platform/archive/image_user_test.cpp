#include "platform/images/image_user.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>

#include "tests/unit/platform/archive/image_fixture.h"

namespace peapod::test {
namespace {

namespace fs = std::filesystem;
using platform::ImageUser;

constexpr char kPasswd[] =
    "root:x:0:0:root:/root:/bin/sh\n"
    "broken\n"
    "big:x:4294967296:1:::\n"
    "web:x:33:34:Web:/var/www:/bin/false\n"
    "1234:x:77:78::/number:\n"
    "evil:x:-1:0::relative:\n"
    "plain:x:40:41::relative:\n";
constexpr char kGroup[] =
    "root:x:0:\n"
    "web:x:34:web\n"
    "log:x:50:other,web\n"
    "audio:x:29:web,other\n"
    "audio2:x:29:web\n"
    "webby:x:51:webber\n"
    "bad:x:99999999999:web\n";

struct Row {
  std::string user;
  int error;  // Or 0 and:
  std::uint32_t uid = 0, gid = 0;
  std::vector<std::uint32_t> groups = {};
  std::string home = "/";
};

TEST(ImageUser, IsLookedUp) {
  const Row rows[] = {
      {"", 0, 0, 0, {}, "/root"},
      {"0", 0, 0, 0, {}, "/root"},
      {"root", 0, 0, 0, {}, "/root"},
      {"web", 0, 33, 34, {29, 50}, "/var/www"},
      {"33", 0, 33, 34, {29, 50}, "/var/www"},
      {"web:log", 0, 33, 50, {}, "/var/www"},
      {"web:7", 0, 33, 7, {}, "/var/www"},
      {"1000", 0, 1000, 0},
      {"1000:1001", 0, 1000, 1001},
      {"1000:log", 0, 1000, 50},
      {"1234", 0, 1234, 0},
      {"plain", 0, 40, 41},
      {"2147483647:2147483647", 0, 2147483647, 2147483647},
      {"nobody", ENOENT},
      {"web:nogroup", ENOENT},
      {"big", ENOENT},
      {"evil", ENOENT},
      {"broken", ENOENT},
      {"web:bad", ENOENT},
      {"2147483648", ERANGE},
      {"4294967296", ERANGE},
      {"99999999999999999999", ERANGE},
      {"0:2147483648", ERANGE},
      {"-1", ENOENT},
      {"1e3", ENOENT},
      {"0x0", ENOENT},
      {" 0", ENOENT},
      {"+0", ENOENT},
      {"1000:", EINVAL},
      {":0", EINVAL},
      {":", EINVAL},
      {"0:0:0", EINVAL},
  };
  for (const Row& row : rows) {
    Result<ImageUser> user = platform::resolve_user_in(kPasswd, kGroup, row.user);
    ASSERT_EQ(!user, row.error != 0) << row.user;
    if (!user) {
      EXPECT_EQ(user.error().code, row.error) << row.user << ": " << user.error().message();
      continue;
    }
    EXPECT_EQ(user->uid, row.uid) << row.user;
    EXPECT_EQ(user->gid, row.gid) << row.user;
    EXPECT_EQ(user->groups, row.groups) << row.user;
    EXPECT_EQ(user->home, row.home) << row.user;
  }
}

TEST(ImageUser, GroupsAreLimited) {
  std::string group;
  for (unsigned i = 0; i <= platform::kUserGroupsMax; ++i) group += "g:x:" + std::to_string(i + 100) + ":web\n";
  Result<ImageUser> user = platform::resolve_user_in(kPasswd, group, "web");
  ASSERT_FALSE(user);
  EXPECT_EQ(user.error().code, E2BIG);
}

class ImageUserFiles : public ImageTest {
 protected:
  Result<ImageUser> resolve(const std::string& user) {
    return platform::resolve_user(base_.string(), {"top", "bottom"}, user);
  }
  void write(const std::string& name, const std::string& content) {
    fs::create_directories((base_ / name).parent_path());
    std::ofstream(base_ / name) << content;
  }
  ImageUserFiles() {
    fs::create_directories(base_ / "top/etc");
    write("bottom/etc/passwd", kPasswd);
    write("bottom/etc/group", kGroup);
  }
};

TEST_F(ImageUserFiles, TopmostLayerCounts) {
  EXPECT_EQ(resolve("web")->uid, 33u);
  write("top/etc/passwd", "web:x:99:99::/:\n");
  EXPECT_EQ(resolve("web")->uid, 99u);
}

TEST_F(ImageUserFiles, WhiteoutHidesTheFileBelow) {
  ASSERT_EQ(::mknod((base_ / "top/etc/passwd").c_str(), S_IFCHR, 0), 0);
  EXPECT_EQ(resolve("web").error().code, ENOENT);
  EXPECT_EQ(resolve("33")->gid, 0u);
}

TEST_F(ImageUserFiles, WhiteoutHidesTheDirectoryBelow) {
  fs::remove(base_ / "top/etc");
  ASSERT_EQ(::mknod((base_ / "top/etc").c_str(), S_IFCHR, 0), 0);
  EXPECT_EQ(resolve("web").error().code, ENOENT);
}

TEST_F(ImageUserFiles, LinksStayInTheLayer) {
  write("canary/passwd", "web:x:666:666::/:\n");
  for (const char* target : {"../../canary/passwd", "/canary/passwd", "/etc/passwd", "/proc/self/cwd/canary/passwd"}) {
    fs::remove(base_ / "top/etc/passwd");
    fs::create_symlink(target, base_ / "top/etc/passwd");
    EXPECT_FALSE(resolve("web")) << target;
  }
  fs::remove_all(base_ / "top/etc");
  fs::create_symlink(base_ / "canary", base_ / "top/etc");
  Result<ImageUser> user = resolve("web");
  EXPECT_TRUE(!user || user->uid != 666) << "followed a link out of the layer";
  fs::remove(base_ / "top/etc");
  write("top/usr/passwd", "web:x:55:55::/:\n");
  fs::create_directories(base_ / "top/etc");
  fs::create_symlink("../usr/passwd", base_ / "top/etc/passwd");
  EXPECT_EQ(resolve("web")->uid, 55u);
}

TEST_F(ImageUserFiles, OnlyRegularFilesWithinLimitsAreRead) {
  const fs::path passwd = base_ / "top/etc/passwd";
  ASSERT_EQ(::mkfifo(passwd.c_str(), 0644), 0);
  EXPECT_EQ(resolve("web").error().code, EINVAL);
  fs::remove(passwd);
  fs::create_directory(passwd);
  EXPECT_FALSE(resolve("web"));
  fs::remove(passwd);
  write("top/etc/passwd", "");
  ASSERT_EQ(::truncate(passwd.c_str(), 10LL << 30), 0);
  EXPECT_EQ(resolve("web").error().code, EFBIG);
  ASSERT_EQ(::truncate(passwd.c_str(), 0), 0);
  write("top/etc/passwd", std::string(platform::kUserLineBytesMax + 1, 'x'));
  EXPECT_EQ(resolve("web").error().code, EFBIG);
}

}  // namespace
}  // namespace peapod::test
