#include "firmware-agent/runtime/log_writer.h"

#include <gmock/gmock.h>
#include <signal.h>
#include <sys/resource.h>

#include <fstream>

#include "tests/unit/runtime/allocation_count.h"
#include "tests/unit/runtime/scratch_directory.h"

namespace peapod::runtime {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr WallClock kNow = {1475713029, 669794202};
const std::string kStamp = "2016-10-06T00:17:09.669794202Z";

std::span<const char> bytes(const std::string& text) { return {text.data(), text.size()}; }

class LogWriterTest : public testing::Test {
 protected:
  std::unique_ptr<LogWriter> open(LogLimits limits = {}) {
    auto writer = LogWriter::open(scratch_.path(), 3, limits);
    EXPECT_TRUE(writer) << writer.error().message();
    return *std::move(writer);
  }
  std::string log() const { return scratch_.read("3.log"); }

  test::ScratchDirectory scratch_;
};

TEST_F(LogWriterTest, WritesWholeLinesInCriFormat) {
  auto writer = open();
  writer->write(Stream::Stdout, bytes("one\ntwo\n"), kNow);
  writer->write(Stream::Stderr, bytes("oh\n\n"), kNow);
  EXPECT_EQ(log(), kStamp + " stdout F one\n" + kStamp + " stdout F two\n" + kStamp + " stderr F oh\n" + kStamp +
                       " stderr F \n");
}

TEST_F(LogWriterTest, KeepsThePieceOfALinePerStreamUntilItsNewline) {
  auto writer = open();
  writer->write(Stream::Stdout, bytes("he"), kNow);
  writer->write(Stream::Stderr, bytes("err\n"), kNow);
  EXPECT_EQ(log(), kStamp + " stderr F err\n");
  writer->write(Stream::Stdout, bytes("llo\nrest"), kNow);
  EXPECT_EQ(log(), kStamp + " stderr F err\n" + kStamp + " stdout F hello\n");
  writer->flush_partial(kNow);
  EXPECT_EQ(log(), kStamp + " stderr F err\n" + kStamp + " stdout F hello\n" + kStamp + " stdout P rest\n");
  writer->flush_partial(kNow);
  EXPECT_THAT(log(), testing::EndsWith("P rest\n")) << "what was flushed waits no more";
}

TEST_F(LogWriterTest, SplitsLinesLongerThan16KiB) {
  const std::string full(kLogLineMax, 'x');
  for (const std::size_t chunk : {std::size_t{1} << 20, std::size_t{1000}, kLogLineMax}) {
    std::filesystem::remove(scratch_ / "3.log");
    auto writer = open();
    const std::string data = full + "\n" + full + "y\n" + full + full + "z\n";
    for (std::size_t at = 0; at < data.size(); at += chunk) {
      writer->write(Stream::Stdout, bytes(data.substr(at, chunk)), kNow);
    }
    const std::string head = kStamp + " stdout ";
    EXPECT_EQ(log(), head + "F " + full + "\n" + head + "P " + full + "\n" + head + "F y\n" + head + "P " + full +
                         "\n" + head + "P " + full + "\n" + head + "F z\n")
        << "in chunks of " << chunk;
  }
}

TEST_F(LogWriterTest, NeverPassesTheSizeLimitAndKeepsTheNewestFiles) {
  constexpr std::int64_t kSize = 64 << 10;
  auto writer = open({kSize, 3});
  for (int i = 0; i < 10'000; ++i) {
    writer->write(Stream::Stdout, bytes("line " + std::to_string(i) + " of very many\n"), kNow);
    ASSERT_LE(std::filesystem::file_size(scratch_ / "3.log"), static_cast<std::uintmax_t>(kSize));
  }
  const auto names = scratch_.names();
  // All of one second: each name got a second of its own, and the oldest are gone.
  ASSERT_EQ(names.size(), 3u);
  EXPECT_EQ(names[0], "3.log");
  EXPECT_THAT(names[1], testing::StartsWith("3.log.20161006-0017"));
  EXPECT_LT(names[1], names[2]);
  for (const std::string& name : names) {
    const std::string text = scratch_.read(name);
    EXPECT_LE(text.size(), static_cast<std::size_t>(kSize));
    EXPECT_THAT(text, testing::EndsWith("\n"));
  }
  EXPECT_THAT(log(), HasSubstr("line 9999 of"));
  // Nothing is missing between the newest rotated file and the current one.
  const std::string both = scratch_.read(names[2]) + log();
  const auto lines = static_cast<std::size_t>(std::count(both.begin(), both.end(), '\n'));
  EXPECT_THAT(both, HasSubstr("line " + std::to_string(10'000 - lines) + " of"));
}

TEST_F(LogWriterTest, RotatedNamesRiseWhenTheClockIsSetBack) {
  constexpr std::int64_t kSize = kLogSizeMin;
  auto writer = open({kSize, 4});
  const std::string line(kLogLineMax - 1, 'a');
  for (const std::int64_t second : {1475713029, 1475713029, 86400, 86400, 86400, 86400}) {
    writer->write(Stream::Stdout, bytes(line + "\n"), {second, 0});
  }
  EXPECT_THAT(scratch_.names(),
              ElementsAre("3.log", "3.log.20161006-001711", "3.log.20161006-001712", "3.log.20161006-001713"));
}

TEST_F(LogWriterTest, ContinuesAFileAndItsRotatedOnes) {
  const std::string whole = kStamp + " stdout F before\n";
  scratch_.write("3.log", whole + kStamp + " stdout F half a li");
  scratch_.write("3.log.20160101-000000", "old\n");
  scratch_.write("3.log.20160102-000000", "newer\n");
  scratch_.write("33.log.20160101-000000", "another restart's\n");
  auto writer = open({kLogSizeMin, 2});
  EXPECT_THAT(scratch_.names(), ElementsAre("3.log", "3.log.20160102-000000", "33.log.20160101-000000"));
  writer->write(Stream::Stdout, bytes("after\n"), kNow);
  EXPECT_EQ(log(), whole + kStamp + " stdout F after\n");
}

TEST_F(LogWriterTest, RefusesALinkAndADirectory) {
  std::filesystem::create_symlink("/etc/passwd", scratch_ / "3.log");
  EXPECT_FALSE(LogWriter::open(scratch_.path(), 3, {}));
  std::filesystem::create_directory(scratch_ / "4.log");
  EXPECT_FALSE(LogWriter::open(scratch_.path(), 4, {}));
}

// A file size limit stands for the full disk: the same short write, then an error.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    rlimit limit = before_;
    limit.rlim_cur = bytes;
    ::setrlimit(RLIMIT_FSIZE, &limit);
    handler_ = ::signal(SIGXFSZ, SIG_IGN);
  }
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    ::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_{};
  sighandler_t handler_;
};

TEST_F(LogWriterTest, LosesWholeLinesWhenTheDiskIsFullAndSaysSo) {
  auto writer = open();
  const std::string first = kStamp + " stdout F first\n";
  writer->write(Stream::Stdout, bytes("first\n"), kNow);
  {
    const FileSizeLimit full(first.size() + 20);
    writer->write(Stream::Stdout, bytes("lost one\nlost two\n"), kNow);
    EXPECT_EQ(log(), first) << "no half line stays behind";
    writer->write(Stream::Stderr, bytes("lost three\n"), kNow);
  }
  EXPECT_EQ(writer->lines_lost(), 3u);
  writer->write(Stream::Stdout, bytes("again\n"), kNow);
  EXPECT_THAT(log(), testing::StartsWith(first + kStamp + " stderr F peapod: 3 lines of this log were lost: "));
  EXPECT_THAT(log(), testing::EndsWith("\n" + kStamp + " stdout F again\n"));
  writer->write(Stream::Stdout, bytes("more\n"), kNow);
  EXPECT_THAT(log(), testing::EndsWith("F again\n" + kStamp + " stdout F more\n")) << "said once";
}

TEST_F(LogWriterTest, AllocatesNothingWhileWritingAndRotating) {
  auto writer = open({kLogSizeMin, 3});
  const std::string data = "a line of some length that goes on for a while\nand another\npart";
  const std::size_t before = test::allocation_count();
  for (int i = 0; i < 5000; ++i) writer->write(Stream::Stdout, bytes(data), kNow);
  EXPECT_EQ(test::allocation_count(), before);
}

}  // namespace
}  // namespace peapod::runtime
