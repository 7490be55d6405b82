// `peapod check`: what it prints where, and its exit codes.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "firmware-agent/cli/color.h"
#include "firmware-agent/cli/commands.h"
#include "firmware-agent/cli/manifest_files.h"

namespace peapod::cli {
namespace {

constexpr const char* kGood =
    "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - {name: a, image: \"b:1\"}\n";
constexpr const char* kBad =
    "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - {nam: a, image: \"b:1\"}\n";

class Check : public testing::Test {
 protected:
  Check() {
    char name[] = "/tmp/check-test-XXXXXX";
    directory_ = mkdtemp(name);
  }
  ~Check() override { std::filesystem::remove_all(directory_); }

  std::string file(const std::string& name, const std::string& text) {
    const std::string path = directory_ + "/" + name;
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream(path) << text;
    return path;
  }

  int run(std::vector<std::string> words, Options options = {}) {
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    const int code = check({std::move(options), std::move(words), {}});
    out_ = testing::internal::GetCapturedStdout();
    err_ = testing::internal::GetCapturedStderr();
    return code;
  }

  std::string directory_;
  std::string out_;
  std::string err_;
};

TEST_F(Check, SaysWhatIsWrongAndHowMuch) {
  EXPECT_EQ(run({file("good.yaml", kGood)}), 0);
  EXPECT_EQ(out_, "1 file, 1 pod, no mistakes\n");
  EXPECT_EQ(err_, "");
  const std::string bad = file("bad.yaml", kBad);
  EXPECT_EQ(run({bad, directory_ + "/good.yaml"}), 1);
  EXPECT_EQ(out_, "2 files, 2 mistakes\n");
  EXPECT_NE(err_.find(bad + ":6:6: spec.containers[0].nam: unknown field, did you mean \"name\"?\n"
                            "    6 |   - {nam: a, image: \"b:1\"}\n"
                            "      |      ^~~\n"),
            std::string::npos)
      << err_;
}

TEST_F(Check, ShowsNotesAndDoesNotFailForThem) {
  std::string text = kGood;
  text.insert(text.find("  containers"), "  tolerations: [{operator: Exists}]\n");
  EXPECT_EQ(run({file("noted.yaml", text)}), 0);
  EXPECT_EQ(out_, "1 file, 1 pod, no mistakes, 1 note\n");
  EXPECT_NE(err_.find("noted.yaml:5:3: note: spec.tolerations: "), std::string::npos) << err_;
}

TEST_F(Check, HasExitCodesForWhatCannotBeRead) {
  EXPECT_EQ(run({}), 2);
  EXPECT_EQ(run({directory_ + "/none.yaml", file("bad.yaml", kBad)}), 2);
  EXPECT_EQ(out_, "2 files, 1 unreadable, 2 mistakes\n");
  EXPECT_TRUE(err_.starts_with(directory_ + "/none.yaml: cannot be read: No such file or directory\n")) << err_;
  Options options;
  options.output = "wide";
  EXPECT_EQ(run({"x.yaml"}, options), 2);
}

TEST_F(Check, PrintsJsonForPrograms) {
  Options options;
  options.output = "json";
  const std::string bad = file("bad.yaml", kBad);
  EXPECT_EQ(run({bad, file("good.yaml", kGood)}, options), 1);
  EXPECT_TRUE(out_.starts_with(R"([{"file":")" + bad + R"(","line":6,"column":5,)")) << out_;
  EXPECT_TRUE(out_.ends_with("}]\n")) << out_;
  EXPECT_EQ(err_, "");
  EXPECT_EQ(run({directory_ + "/good.yaml"}, options), 0);
  EXPECT_EQ(out_, "[]\n");
}

TEST_F(Check, PrintsWhatBecomesOfAManifest) {
  Options options;
  options.print = true;
  EXPECT_EQ(run({file("two.yaml", std::string(kGood) + "---\n" + kGood)}, options), 1);
  EXPECT_EQ(run({file("good.yaml", kGood)}, options), 0);
  EXPECT_TRUE(out_.starts_with("apiVersion: v1\nkind: Pod\n")) << out_;
  EXPECT_NE(out_.find("\n  terminationGracePeriodSeconds: 30\n"), std::string::npos) << out_;
}

TEST_F(Check, SaysWhatThisBoxLacksAndStartsNothing) {
  Options options;
  options.root = directory_ + "/box";
  options.against_node = true;
  const std::string good = file("good.yaml", kGood);
  EXPECT_EQ(run({good}, options), 1);
  EXPECT_NE(err_.find(good + ":6:22: spec.containers[0].image: image docker.io/library/b:1 is neither in " +
                      options.root + "/lib/images nor in an archive or layout in " + options.root + "/images\n"),
            std::string::npos)
      << err_;
  EXPECT_FALSE(std::filesystem::exists(options.root));
  std::string host = kGood;
  host.replace(host.find("b:1"), 3, "peapod.local/host");
  run({file("host.yaml", host)}, options);
  EXPECT_EQ(err_.find("spec.containers[0].image"), std::string::npos) << err_;
}

TEST_F(Check, TakesTheManifestsOfDirectories) {
  file("b/two.yml", kGood);
  file("b/.hidden/three.yaml", kGood);
  file("b/c/one.json", kGood);
  file("a.yaml", kGood);
  file("readme.txt", "");
  std::filesystem::create_directory_symlink(directory_, directory_ + "/b/loop");
  const auto files = manifest_files({directory_ + "/", "-", directory_ + "/readme.txt"});
  ASSERT_TRUE(files);
  EXPECT_EQ(*files, (std::vector<std::string>{directory_ + "/a.yaml", directory_ + "/b/c/one.json",
                                              directory_ + "/b/two.yml", "-", directory_ + "/readme.txt"}));
  EXPECT_EQ(manifest_files({directory_ + "/nowhere"})->size(), 1U);  // Reading it will say so.
}

TEST(Color, IsForTerminalsAndByWish) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  EXPECT_FALSE(use_color(ColorWish::Auto, ends[1]));
  EXPECT_TRUE(use_color(ColorWish::Always, ends[1]));
  EXPECT_FALSE(use_color(ColorWish::Never, ends[1]));
  close(ends[0]);
  close(ends[1]);
  const int terminal = posix_openpt(O_RDWR | O_NOCTTY);
  if (terminal < 0) GTEST_SKIP() << "no pseudo terminal can be opened here";
  setenv("TERM", "xterm", 1);
  unsetenv("NO_COLOR");
  EXPECT_TRUE(use_color(ColorWish::Auto, terminal));
  setenv("NO_COLOR", "1", 1);
  EXPECT_FALSE(use_color(ColorWish::Auto, terminal));
  EXPECT_TRUE(use_color(ColorWish::Always, terminal));
  unsetenv("NO_COLOR");
  setenv("TERM", "dumb", 1);
  EXPECT_FALSE(use_color(ColorWish::Auto, terminal));
  close(terminal);
}

}  // namespace
}  // namespace peapod::cli
