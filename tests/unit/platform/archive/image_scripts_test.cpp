// The images that toolchains/images makes, loaded by our own store and run.

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/support/command.h"
#include "tests/support/emulation.h"
#include "tests/unit/platform/archive/image_fixture.h"

namespace peapod::test {
namespace {

namespace fs = std::filesystem;

class ImageScripts : public ImageTest {
 protected:
  // The images are of the machine that makes them.
  void SetUp() override { SKIP_UNDER_USER_EMULATION(); }

  // The path of the image's only layer, which is then a root filesystem; empty after a failure.
  fs::path make_and_load(const std::string& name) {
    const std::string archive = (base_ / "preload" / (name + ".tar")).string();
    const std::string script = PEAPOD_SOURCE_DIR "/toolchains/images/make-" + name + "-image.sh";
    CommandOptions options;
    options.deadline = std::chrono::minutes(5);
    CommandResult made = run_command({script, archive}, options);
    EXPECT_EQ(made.exit_code, 0) << made.out << made.err;
    if (made.exit_code != 0) return {};
    EXPECT_EQ(store_.find_source(*platform::parse_image_reference(name)), archive);
    auto loaded = store_.load(archive);
    EXPECT_TRUE(loaded) << loaded.error().message();
    return loaded ? layer_path(*find(name)) : fs::path();
  }
  CommandResult run_in(const fs::path& root, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"chroot", root.string()});
    return run_command(arguments);
  }
};

TEST_F(ImageScripts, BusyboxRuns) {
  fs::path root = make_and_load("busybox");
  ASSERT_FALSE(root.empty());
  EXPECT_EQ(find("busybox")->cmd, std::vector<std::string>{"sh"});
  CommandResult said = run_in(root, {"/bin/sh", "-c", "echo hello | cat; id -u; stat -c %a /tmp"});
  EXPECT_EQ(said.out, "hello\n0\n1777\n") << said.err;
  EXPECT_EQ(platform::resolve_user(store_.layers_directory(), find("busybox")->layers, "www-data")->uid, 33u);
}

TEST_F(ImageScripts, BusyboxIsReproducible) {
  const std::string script = PEAPOD_SOURCE_DIR "/toolchains/images/make-busybox-image.sh";
  for (const char* name : {"a.tar", "b.tar"}) ASSERT_EQ(run_command({script, (base_ / name).string()}).exit_code, 0);
  EXPECT_EQ(run_command({"cmp", (base_ / "a.tar").string(), (base_ / "b.tar").string()}).exit_code, 0);
}

TEST_F(ImageScripts, NginxRuns) {
  fs::path root = make_and_load("nginx");
  ASSERT_FALSE(root.empty());
  platform::Image image = *find("nginx");
  EXPECT_EQ(image.cmd, (std::vector<std::string>{"nginx", "-g", "daemon off;"}));
  EXPECT_EQ(image.stop_signal, "SIGQUIT");
  CommandResult read = run_in(root, {"/bin/sh", "-c", "cat /etc/nginx/nginx.conf && echo done > /usr/share/message"});
  EXPECT_EQ(read.exit_code, 0) << read.err;
  EXPECT_NE(read.out.find("worker_connections"), std::string::npos);
  CommandResult tested = run_in(root, {"nginx", "-t"});
  EXPECT_EQ(tested.exit_code, 0) << tested.err;
  EXPECT_NE(tested.err.find("test is successful"), std::string::npos) << tested.err;
}

}  // namespace
}  // namespace peapod::test
