#include <gmock/gmock.h>

#include "firmware-agent/runtime/log_paths.h"
#include "firmware-agent/runtime/log_rotation.h"
#include "firmware-agent/runtime/log_tail.h"
#include "tests/unit/runtime/scratch_directory.h"

namespace peapod::runtime {
namespace {

const std::string kHead = "2016-10-06T00:17:09.669794202Z stdout ";

TEST(LogTail, GivesTheTextOfTheLastLines) {
  EXPECT_EQ(tail_text("", 100, 10), "");
  EXPECT_EQ(tail_text(kHead + "F one\n" + kHead + "F two\n", 100, 10), "one\ntwo\n");
  EXPECT_EQ(tail_text(kHead + "F one\n" + kHead + "F two\n", 100, 1), "two\n");
  EXPECT_EQ(tail_text(kHead + "F one\n" + kHead + "F two\n", 6, 10), "e\ntwo\n");
  EXPECT_EQ(tail_text(kHead + "P lo\n" + kHead + "P ng\n", 100, 10), "long");
  EXPECT_EQ(tail_text("no format\n" + kHead + "F x\n", 100, 10), "no format\nx\n");
  EXPECT_EQ(tail_text(kHead + "F \n" + kHead + "F \n", 100, 10), "\n\n");
}

TEST(LogTail, ReadsTheEndOfALongFile) {
  test::ScratchDirectory scratch;
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += kHead + "F line " + std::to_string(i) + "\n";
  scratch.write("0.log", text);
  const auto tail = tail_log(scratch / "0.log");
  ASSERT_TRUE(tail);
  EXPECT_EQ(std::count(tail->begin(), tail->end(), '\n'), 80);
  EXPECT_THAT(*tail, testing::StartsWith("line 99920\n"));
  EXPECT_THAT(*tail, testing::EndsWith("line 99999\n"));
}

TEST(LogTail, OneLongLineIsEnough) {
  test::ScratchDirectory scratch;
  scratch.write("0.log", kHead + "F " + std::string(16384, 'a') + "\n" + kHead + "F " + std::string(16384, 'b') + "\n");
  const auto tail = tail_log(scratch / "0.log");
  ASSERT_TRUE(tail);
  EXPECT_EQ(*tail, std::string(2047, 'b') + "\n");
}

TEST(LogTail, RefusesALink) {
  test::ScratchDirectory scratch;
  std::filesystem::create_symlink("/etc/passwd", scratch / "0.log");
  EXPECT_FALSE(tail_log(scratch / "0.log"));
  EXPECT_FALSE(tail_log(scratch / "1.log"));
}

TEST(LogPaths, AreKubernetes) {
  const std::string pod = pod_log_directory("/var/log", "default", "web", "1234");
  EXPECT_EQ(pod, "/var/log/pods/default_web_1234");
  const std::string container = container_log_directory(pod, "nginx");
  EXPECT_EQ(container_log_file(container, 2), "/var/log/pods/default_web_1234/nginx/2.log");
  EXPECT_EQ(container_log_link("/var/log", "web", "default", "nginx", "ab12"),
            "/var/log/containers/web_default_nginx-ab12.log");
  const std::string longest = container_log_link("/l", std::string(253, 'p'), "default", "nginx", "ab12");
  EXPECT_EQ(longest, "/l/containers/" + std::string(251, 'p').replace(251, 0, ".log")) << "cut to 255 bytes";
}

TEST(LogPaths, LinkIsReplacedAndRemoved) {
  test::ScratchDirectory scratch;
  const std::string link = scratch / "containers/web.log";
  ASSERT_TRUE(link_container_log(link, "/one"));
  ASSERT_TRUE(link_container_log(link, "/two"));
  EXPECT_EQ(std::filesystem::read_symlink(link), "/two");
  EXPECT_TRUE(unlink_container_log(link));
  EXPECT_TRUE(unlink_container_log(link)) << "gone already is fine";
  EXPECT_FALSE(std::filesystem::exists(link));
}

TEST(LogPaths, NewestLogNumberCountsRotatedFilesToo) {
  test::ScratchDirectory scratch;
  EXPECT_EQ(newest_log_number(scratch / "missing"), std::nullopt);
  EXPECT_EQ(newest_log_number(scratch.path()), std::nullopt);
  for (const char* name : {"0.log", "9.log", "10.log.20161006-001709", "11.txt", "x.log", "-5.log", "12.logs"}) {
    scratch.write(name, "");
  }
  EXPECT_EQ(newest_log_number(scratch.path()), 10);
}

TEST(LogPaths, DirectoryIsMadeWithAllAboveIt) {
  test::ScratchDirectory scratch;
  ASSERT_TRUE(make_log_directory(scratch / "a/b/c"));
  ASSERT_TRUE(make_log_directory(scratch / "a/b/c"));
  EXPECT_TRUE(std::filesystem::is_directory(scratch / "a/b/c"));
  scratch.write("file", "");
  EXPECT_FALSE(make_log_directory(scratch / "file/b"));
}

TEST(RotatedStamp, IsReadFromItsOwnNamesOnly) {
  EXPECT_EQ(rotated_stamp("7.log.20161006-001709", 7), 1475713029);
  for (const char* name :
       {"7.log", "7.log.20161006-00170", "7.log.20161006-0017090", "8.log.20161006-001709", "7.log.20161006_001709",
        "7.log.2016100a-001709", "7.log.20161006-001709.gz", "7.log.-0161006-001709"}) {
    EXPECT_EQ(rotated_stamp(name, 7), std::nullopt) << name;
  }
}

}  // namespace
}  // namespace peapod::runtime
