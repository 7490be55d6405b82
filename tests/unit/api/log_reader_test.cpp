#include "firmware-agent/api/log_reader.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "firmware-agent/api/log_record.h"

namespace peapod::api {
namespace {

using Progress = LogReader::Progress;

TEST(LogRecord, IsTakenApart) {
  const LogRecord whole = parse_log_record("2016-10-06T00:17:09.669794202Z stdout F some text");
  EXPECT_EQ(whole.timestamp, "2016-10-06T00:17:09.669794202Z");
  EXPECT_FALSE(whole.partial);
  EXPECT_EQ(whole.text, "some text");
  EXPECT_TRUE(parse_log_record("2016-10-06T00:17:09.669794202Z stderr P begin").partial);
  EXPECT_EQ(parse_log_record("2016-10-06T00:17:09.669794202Z stdout F ").text, "");
  EXPECT_EQ(parse_log_record("no such format").text, "no such format");
  EXPECT_EQ(parse_log_record("").text, "");
}

class LogReaderTest : public testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/peapod-log-XXXXXX";
    ASSERT_NE(mkdtemp(name), nullptr);
    directory_ = name;
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  // "N" becomes a line of second N; a '+' behind means that the line goes on in the next record.
  static std::string record(int second, const std::string& text, bool partial = false) {
    char prefix[64];
    std::snprintf(prefix, sizeof prefix, "2020-01-01T00:00:%02d.000000000Z stdout %c ", second, partial ? 'P' : 'F');
    return prefix + text + "\n";
  }
  void append(const std::string& file, const std::string& text) {
    std::ofstream(directory_ + "/" + file, std::ios::app) << text;
  }
  void rotate(const std::string& stamp) {
    std::filesystem::rename(directory_ + "/0.log", directory_ + "/0.log." + stamp);
  }
  std::string read_all(LogOptions options) {
    LogReader reader(LogFiles(directory_, 0), std::move(options));
    std::string out;
    while (reader.read(out) == Progress::More) {
    }
    return out;
  }
  static LogOptions tail(std::int64_t lines) {
    LogOptions options;
    options.tail_lines = lines;
    return options;
  }

  std::string directory_;
};

TEST_F(LogReaderTest, NothingThereIsEmpty) {
  EXPECT_EQ(read_all({}), "");
  EXPECT_EQ(read_all(tail(5)), "");
}

TEST_F(LogReaderTest, ReadsRotatedFilesInOrderAndOnlyTheInstances) {
  append("0.log.20200101-000001", record(1, "one"));
  append("0.log.20200101-000002", record(2, "two"));
  append("0.log", record(3, "three"));
  append("1.log", record(4, "of the next run"));
  append("10.log", record(4, "of run ten"));
  EXPECT_EQ(read_all({}), "one\ntwo\nthree\n");
}

TEST_F(LogReaderTest, JoinsPartialRecords) {
  append("0.log", record(1, "a", true) + record(1, "b", true) + record(1, "c") + record(2, "d"));
  EXPECT_EQ(read_all({}), "abc\nd\n");
  LogOptions options;
  options.timestamps = true;
  EXPECT_EQ(read_all(options), "2020-01-01T00:00:01.000000000Z abc\n2020-01-01T00:00:02.000000000Z d\n");
}

TEST_F(LogReaderTest, TailsOverFilesAndCountsWholeLines) {
  append("0.log.20200101-000001", record(1, "one") + record(2, "tw", true));
  append("0.log", record(2, "o") + record(3, "three"));
  EXPECT_EQ(read_all(tail(0)), "");
  EXPECT_EQ(read_all(tail(1)), "three\n");
  EXPECT_EQ(read_all(tail(2)), "two\nthree\n");
  EXPECT_EQ(read_all(tail(3)), "one\ntwo\nthree\n");
  EXPECT_EQ(read_all(tail(99)), "one\ntwo\nthree\n");
}

TEST_F(LogReaderTest, TailsAcrossBlocks) {
  std::string expected;
  for (int i = 0; i < 5000; ++i) {
    const std::string text = std::to_string(i) + std::string(static_cast<std::size_t>(i % 90), 'x');
    append("0.log", record(i % 60, text));
    if (i >= 1000) expected += text + "\n";
  }
  EXPECT_EQ(read_all(tail(4000)), expected);
}

TEST_F(LogReaderTest, SinceAndLimit) {
  append("0.log", record(1, "one") + record(2, "two") + record(3, "three"));
  LogOptions since;
  since.since = "2020-01-01T00:00:02.000000000Z";
  EXPECT_EQ(read_all(since), "two\nthree\n");
  LogOptions limit;
  limit.limit_bytes = 6;
  EXPECT_EQ(read_all(limit), "one\ntw");
}

TEST_F(LogReaderTest, FollowsThroughRotations) {
  append("0.log", record(1, "one"));
  LogReader reader(LogFiles(directory_, 0), {});
  std::string out;
  while (reader.read(out) == Progress::More) {
  }
  EXPECT_EQ(out, "one\n");
  append("0.log", record(2, "two"));
  rotate("20200101-000003");
  append("0.log", record(3, "three"));
  rotate("20200101-000004");
  append("0.log", "2020-01-01T00:00:04.000000000Z stdout F fo");
  while (reader.read(out) == Progress::More) {
  }
  EXPECT_EQ(out, "one\ntwo\nthree\n");
  append("0.log", "ur\n");
  while (reader.read(out) == Progress::More) {
  }
  EXPECT_EQ(out, "one\ntwo\nthree\nfour\n");
}

TEST_F(LogReaderTest, GoesOnWithTheOldestWhenItsFileIsGone) {
  append("0.log", record(1, "one"));
  LogReader reader(LogFiles(directory_, 0), {});
  std::string out;
  while (reader.read(out) == Progress::More) {
  }
  std::filesystem::remove(directory_ + "/0.log");
  append("0.log.20200101-000009", record(8, "eight"));
  append("0.log", record(9, "nine"));
  while (reader.read(out) == Progress::More) {
  }
  EXPECT_EQ(out, "one\neight\nnine\n");
}

TEST_F(LogReaderTest, BeginsWhenTheFileAppears) {
  LogReader reader(LogFiles(directory_, 0), {});
  std::string out;
  EXPECT_EQ(reader.read(out), Progress::AtEnd);
  append("0.log", record(1, "one"));
  EXPECT_EQ(reader.read(out), Progress::More);
  EXPECT_EQ(out, "one\n");
}

}  // namespace
}  // namespace peapod::api
