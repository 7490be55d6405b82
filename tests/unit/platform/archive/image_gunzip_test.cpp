#include "platform/images/archive/gunzip_stream.h"

#include <cerrno>

#include "tests/unit/platform/archive/image_fixture.h"

namespace peapod::test {
namespace {

using namespace platform::images;

// Gives a text a few bytes at a time.
class TextStream : public ByteStream {
 public:
  TextStream(std::string text, std::size_t step) : text_(std::move(text)), step_(step) {}
  Result<std::size_t> read(std::span<unsigned char> buffer) override {
    std::size_t count = std::min({buffer.size(), step_, text_.size() - position_});
    std::copy_n(text_.begin() + static_cast<std::ptrdiff_t>(position_), count, buffer.begin());
    position_ += count;
    return count;
  }

 private:
  std::string text_;
  std::size_t step_;
  std::size_t position_ = 0;
};

Result<std::string> gunzip(const std::string& text, std::size_t step = 4096) {
  TextStream input(text, step);
  GunzipStream output(input);
  return read_all(output, 1 << 20);
}

std::string sample() {
  std::string text;
  for (int i = 0; i < 20000; ++i) text += std::to_string(i * 7919 % 10007);
  return text;
}

TEST(ImageGunzip, PlainAndGzippedReadTheSame) {
  for (std::size_t step : {1, 3, 100, 4096}) {
    EXPECT_EQ(*gunzip(sample(), step), sample());
    EXPECT_EQ(*gunzip(gzip_of(sample()), step), sample());
    EXPECT_EQ(*gunzip(gzip_of("a") + gzip_of("") + gzip_of("b"), step), "ab");
  }
  EXPECT_EQ(*gunzip(""), "");
  EXPECT_EQ(*gunzip("x"), "x");
}

TEST(ImageGunzip, DamageIsSeen) {
  const std::string good = gzip_of(sample());
  for (std::size_t length = 2; length < good.size(); length += 997)
    EXPECT_EQ(gunzip(good.substr(0, length)).error().code, EBADMSG) << length;
  std::string bad = good;
  bad[bad.size() - 5] = static_cast<char>(bad[bad.size() - 5] ^ 1);
  EXPECT_EQ(gunzip(bad).error().code, EBADMSG);
  EXPECT_EQ(gunzip(good + "rest").error().code, EBADMSG);
}

TEST(ImageGunzip, ZstdIsNamed) {
  Result<std::string> text = gunzip("\x28\xb5\x2f\xfd----");
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().code, ENOTSUP);
  EXPECT_NE(text.error().what.find("zstd"), std::string::npos);
}

}  // namespace
}  // namespace peapod::test
