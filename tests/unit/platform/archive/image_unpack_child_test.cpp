#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "tests/support/emulation.h"
#include "tests/unit/platform/archive/image_fixture.h"

namespace peapod::test {
namespace {

namespace fs = std::filesystem;

TestImage small_image() { return {.layers = {tar_of({directory("bin"), file("bin/tool", "#!", 04755)})}}; }

class UnpackChildTest : public ImageTest {
 protected:
  // What the child says, and its exit status.
  std::pair<std::string, int> finish(const platform::UnpackChild& child) {
    std::string text;
    char buffer[4096];
    for (ssize_t got; (got = ::read(child.pipe, buffer, sizeof buffer)) > 0;)
      text.append(buffer, static_cast<std::size_t>(got));
    ::close(child.pipe);
    int status = 0;
    EXPECT_EQ(::waitpid(child.pid, &status, 0), child.pid);
    return {text, status};
  }
};

TEST_F(UnpackChildTest, LoadsInConfinement) {
  SKIP_UNDER_USER_EMULATION();
  const std::string archive = (base_ / "preload/test.tar").string();
  write_tar(archive, oci_files(small_image()));
  Result<platform::UnpackChild> child = platform::unpack_in_child(store_, archive);
  ASSERT_TRUE(child) << child.error().message();
  auto [text, status] = finish(*child);
  EXPECT_EQ(text, "");
  EXPECT_EQ(status, 0);
  ASSERT_TRUE(find("test"));
  EXPECT_EQ(fs::status(layer_path(*find("test")) / "bin/tool").permissions(), static_cast<fs::perms>(04755));
}

TEST_F(UnpackChildTest, SaysWhatWentWrongInOneLine) {
  SKIP_UNDER_USER_EMULATION();
  const std::string archive = (base_ / "preload/bad\nname.tar").string();
  write_tar(archive, {{"a", "b"}});
  Result<platform::UnpackChild> child = platform::unpack_in_child(store_, archive);
  ASSERT_TRUE(child);
  auto [text, status] = finish(*child);
  EXPECT_EQ(text, "load '" + (base_ / "preload/bad name.tar").string() +
                      "': no index.json or manifest.json in it names an image: No such file or directory\n");
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 1);
}

}  // namespace
}  // namespace peapod::test
