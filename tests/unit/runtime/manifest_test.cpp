#include <gmock/gmock.h>
#include <sys/stat.h>

#include "firmware-agent/runtime/clock.h"
#include "firmware-agent/runtime/manifest_directory.h"
#include "tests/unit/runtime/allocation_count.h"
#include "tests/unit/runtime/scratch_directory.h"
#include "tests/unit/runtime/test_loop.h"

namespace peapod::runtime {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string manifest(const std::string& name) {
  return "apiVersion: v1\nkind: Pod\nmetadata: {name: " + name +
         "}\nspec: {containers: [{name: c, image: busybox:1}]}\n";
}

std::vector<std::string> summary(const ManifestScan& scan) {
  std::vector<std::string> lines;
  for (const ManifestFile& file : scan.files()) {
    std::string line = std::filesystem::path(file.path).filename().string() + ":";
    for (const config::Pod& pod : file.pods) line += " " + pod.metadata.name;
    if (!file.diagnostics.empty()) line += " !";
    if (file.changed) line += " *";
    lines.push_back(line);
  }
  return lines;
}

// Long after every change, so that ctime alone tells what is the same.
WallTime later() { return wall_clock().ms() + 60'000; }
// Soon enough to see a change within one tick of the clock that ctime is taken from: up to 10 ms before Linux 6.13.
WallTime soon() { return wall_clock().ms(); }

class ManifestScanTest : public testing::Test {
 protected:
  test::ScratchDirectory scratch_;
  ManifestScan scan_{scratch_.path()};
};

TEST_F(ManifestScanTest, TakesRegularFilesByName) {
  scratch_.write("b.yaml", manifest("b"));
  scratch_.write("a.json", R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},)"
                           R"("spec":{"containers":[{"name":"c","image":"busybox:1"}]}})");
  scratch_.write(".hidden.yaml", manifest("hidden"));
  std::filesystem::create_directory(scratch_ / "directory.yaml");
  ASSERT_EQ(::mkfifo((scratch_ / "fifo.yaml").c_str(), 0600), 0);
  std::filesystem::create_symlink("b.yaml", scratch_ / "c.yaml");
  std::filesystem::create_symlink("nowhere", scratch_ / "d.yaml");
  EXPECT_TRUE(scan_.look(later()));
  EXPECT_THAT(summary(scan_), ElementsAre("a.json: a *", "b.yaml: b *", "c.yaml: b *"));
  EXPECT_FALSE(scan_.look(later()));
  EXPECT_THAT(summary(scan_), ElementsAre("a.json: a", "b.yaml: b", "c.yaml: b"));
}

TEST_F(ManifestScanTest, TellsOfRealChangesOnly) {
  scratch_.write("a.yaml", manifest("a"));
  scratch_.write("b.yaml", manifest("b"));
  ASSERT_TRUE(scan_.look(soon()));
  const WallTime seen = scan_.files()[0].seen;

  scratch_.write("a.yaml", manifest("a"));  // The same bytes again.
  EXPECT_FALSE(scan_.look(soon() + 1));
  EXPECT_EQ(scan_.files()[0].seen, seen);

  scratch_.write("a.yaml", manifest("z"));
  EXPECT_TRUE(scan_.look(soon() + 2));
  EXPECT_THAT(summary(scan_), ElementsAre("a.yaml: z *", "b.yaml: b"));
  EXPECT_GT(scan_.files()[0].seen, seen);

  std::filesystem::remove(scratch_ / "a.yaml");
  EXPECT_TRUE(scan_.look(later()));
  EXPECT_THAT(summary(scan_), ElementsAre("b.yaml: b"));
}

TEST_F(ManifestScanTest, SeesTwoChangesWithinOneTickOfTheClock) {
  scratch_.write("a.yaml", manifest("one"));
  ASSERT_TRUE(scan_.look(soon()));
  for (const char* name : {"two", "six", "ten"}) {
    scratch_.write("a.yaml", manifest(name));
    EXPECT_TRUE(scan_.look(soon()));
    EXPECT_THAT(summary(scan_), ElementsAre("a.yaml: " + std::string(name) + " *"));
  }
}

TEST_F(ManifestScanTest, AFileThatTurnsInvalidKeepsItsLastPods) {
  scratch_.write("a.yaml", manifest("a"));
  ASSERT_TRUE(scan_.look(soon()));
  scratch_.write("a.yaml", "kind: Pod\n  broken");
  EXPECT_TRUE(scan_.look(soon()));
  EXPECT_THAT(summary(scan_), ElementsAre("a.yaml: a ! *"));
  EXPECT_FALSE(scan_.look(soon())) << "told once";
  scratch_.write("a.yaml", manifest("a"));
  EXPECT_TRUE(scan_.look(soon()));
  EXPECT_THAT(summary(scan_), ElementsAre("a.yaml: a *"));
}

TEST_F(ManifestScanTest, AFileThatIsInvalidFromTheStartHasNoPods) {
  scratch_.write("a.yaml", "");
  scratch_.write("big.yaml", std::string(kManifestBytesMax + 1, '#'));
  EXPECT_TRUE(scan_.look(later()));
  EXPECT_THAT(summary(scan_), ElementsAre("a.yaml: ! *", "big.yaml: ! *"));
  EXPECT_THAT(scan_.files()[1].diagnostics[0].message, HasSubstr("1 MiB"));
}

TEST_F(ManifestScanTest, AMissingDirectoryHoldsNone) {
  ManifestScan scan(scratch_ / "missing");
  EXPECT_FALSE(scan.look(later()));
  std::filesystem::create_directory(scratch_ / "missing");
  scratch_.write("missing/a.yaml", manifest("a"));
  EXPECT_TRUE(scan.look(later()));
  EXPECT_THAT(summary(scan), ElementsAre("a.yaml: a *"));
  std::filesystem::remove_all(scratch_ / "missing");
  EXPECT_TRUE(scan.look(later()));
  EXPECT_THAT(summary(scan), IsEmpty());
  EXPECT_FALSE(scan.look(later()));
}

TEST_F(ManifestScanTest, ADirectoryThatCannotBeReadChangesNothing) {
  std::filesystem::create_directory(scratch_ / "m");
  scratch_.write("m/a.yaml", manifest("a"));
  ManifestScan scan(scratch_ / "m");
  ASSERT_TRUE(scan.look(later()));
  std::filesystem::rename(scratch_ / "m", scratch_ / "aside");
  scratch_.write("m", "now a file");
  EXPECT_TRUE(scan.look(later()));
  EXPECT_THAT(summary(scan), ElementsAre("a.yaml: a"));
  ASSERT_EQ(scan.diagnostics().size(), 1u);
  EXPECT_THAT(scan.diagnostics()[0].message, HasSubstr("Not a directory"));
  EXPECT_FALSE(scan.look(later())) << "told once";
}

TEST_F(ManifestScanTest, UsesTheFirst256FilesAndSaysSo) {
  for (int i = 0; i < 260; ++i) scratch_.write("p" + std::to_string(1000 + i) + ".yaml", manifest("a"));
  EXPECT_TRUE(scan_.look(later()));
  EXPECT_EQ(scan_.files().size(), kManifestFilesMax);
  ASSERT_EQ(scan_.diagnostics().size(), 1u);
  EXPECT_EQ(scan_.diagnostics()[0].message, "holds 260 manifests; only the first 256 by name are used");
}

TEST_F(ManifestScanTest, ALookAtTheSameAllocatesNothing) {
  scratch_.write("a.yaml", manifest("a"));
  ASSERT_TRUE(scan_.look(later()));
  const std::size_t before = test::allocation_count();
  for (int i = 0; i < 10; ++i) EXPECT_FALSE(scan_.look(later()));
  EXPECT_EQ(test::allocation_count(), before);
}

class ManifestDirectoryTest : public testing::Test {
 protected:
  void start() {
    directory_ = ManifestDirectory::make(loop_.get(), path_, [this](const ManifestScan& scan) {
      told_ += 1;
      last_ = summary(scan);
    });
    directory_->start();
  }
  bool tells(int times) {
    return loop_.run_until([this, times] { return told_ >= times; });
  }
  void TearDown() override { directory_.reset(); }

  test::ScratchDirectory scratch_;
  std::string path_ = scratch_ / "m";
  test::TestLoop loop_;
  LoopOwned<ManifestDirectory> directory_;
  int told_ = 0;
  std::vector<std::string> last_;
};

TEST_F(ManifestDirectoryTest, TellsAtTheStartAndOfEachChange) {
  std::filesystem::create_directory(path_);
  scratch_.write("m/a.yaml", manifest("a"));
  start();
  EXPECT_EQ(told_, 1);
  EXPECT_THAT(last_, ElementsAre("a.yaml: a *"));
  ASSERT_TRUE(directory_->watching()) << "NOT TESTED: inotify does not work here";

  scratch_.write("m/.new", manifest("b"));
  std::filesystem::rename(scratch_ / "m/.new", scratch_ / "m/b.yaml");
  ASSERT_TRUE(tells(2));
  EXPECT_THAT(last_, ElementsAre("a.yaml: a", "b.yaml: b *"));

  std::filesystem::remove(scratch_ / "m/a.yaml");
  ASSERT_TRUE(tells(3));
  EXPECT_THAT(last_, ElementsAre("b.yaml: b"));
}

TEST_F(ManifestDirectoryTest, TellsOnceOfAnEditInManyWrites) {
  std::filesystem::create_directory(path_);
  start();
  for (int i = 0; i < 50; ++i) {
    scratch_.write("m/a.yaml", manifest("a" + std::to_string(i)));
    uv_run(loop_.get(), UV_RUN_NOWAIT);
  }
  ASSERT_TRUE(tells(2));
  EXPECT_EQ(told_, 2);
  EXPECT_THAT(last_, ElementsAre("a.yaml: a49 *"));
}

TEST_F(ManifestDirectoryTest, GoesOnWhenTheDirectoryIsReplaced) {
  std::filesystem::create_directory(path_);
  start();
  std::filesystem::remove(path_);
  std::filesystem::create_directory(path_);
  scratch_.write("m/a.yaml", manifest("a"));
  ASSERT_TRUE(tells(2));
  scratch_.write("m/b.yaml", manifest("b"));
  ASSERT_TRUE(tells(3));
  EXPECT_THAT(last_, ElementsAre("a.yaml: a", "b.yaml: b *"));
}

TEST_F(ManifestDirectoryTest, AMissingDirectoryIsFoundAtTheNextLook) {
  start();
  EXPECT_EQ(told_, 1);
  EXPECT_FALSE(directory_->watching());
  std::filesystem::create_directory(path_);
  scratch_.write("m/a.yaml", manifest("a"));
  directory_->look_again();
  EXPECT_EQ(told_, 2);
  EXPECT_TRUE(directory_->watching());
  scratch_.write("m/a.yaml", manifest("b"));
  ASSERT_TRUE(tells(3));
}

}  // namespace
}  // namespace peapod::runtime
