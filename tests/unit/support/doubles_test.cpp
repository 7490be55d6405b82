// The C library reads and prints doubles exactly. Ours for static programs is musl, changed to count in doubles
// (toolchains/cross/musl.sh, count_in_doubles): this is the test of that change.

#include <gtest/gtest.h>

#include <bit>
#include <cerrno>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>

namespace peapod::test {
namespace {

std::string printed(const char* format, double value) {
  char text[512];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

TEST(Doubles, AreReadToTheNearestAndHalvesToTheEvenOne) {
  struct Case {
    const char* text;
    std::uint64_t bits;
  };
  // The digits of 2^53 + 1 lie half-way between two doubles; 2.2250738585072011e-308 is the largest that is subnormal.
  // Of hexadecimal digits musl looks at 14 then, with and without our change where long double is double: nobody writes
  // more.
  static constexpr Case kCases[] = {
      {"0.1", 0x3FB999999999999A},
      {"-0", 0x8000000000000000},
      {"9007199254740993", 0x4340000000000000},
      {"9007199254740993.00000000000000000000000000000000000000000000000001", 0x4340000000000001},
      {"9007199254740995", 0x4340000000000002},
      {"2.2250738585072011e-308", 0x000FFFFFFFFFFFFF},
      {"2.2250738585072014e-308", 0x0010000000000000},
      {"4.9406564584124654e-324", 0x0000000000000001},
      {"2.4703282292062327e-324", 0x0000000000000000},
      {"2.4703282292062328e-324", 0x0000000000000001},
      {"1.7976931348623157e308", 0x7FEFFFFFFFFFFFFF},
      {"0x1.8p1", 0x4008000000000000},
  };
  for (const Case& test : kCases) {
    EXPECT_EQ(std::bit_cast<std::uint64_t>(std::strtod(test.text, nullptr)), test.bits) << test.text;
  }
}

TEST(Doubles, BeyondTheLargestAreInfiniteWithErange) {
  for (const char* text : {"1.7976931348623159e308", "1e400", "1e99999999999"}) {
    errno = 0;
    EXPECT_TRUE(std::isinf(std::strtod(text, nullptr))) << text;
    EXPECT_EQ(errno, ERANGE) << text;
  }
}

TEST(Doubles, ArePrintedExactly) {
  EXPECT_EQ(printed("%.55f", 0.1), "0.1000000000000000055511151231257827021181583404541015625");
  EXPECT_EQ(printed("%.0f", 1e23), "99999999999999991611392");
  EXPECT_EQ(printed("%.0f", 2.5), "2");
  EXPECT_EQ(printed("%.3g", 0.00012345), "0.000123");
  EXPECT_EQ(printed("%e", 5e-324), "4.940656e-324");
  EXPECT_EQ(printed("%a", 1.5), "0x1.8p+0");
  EXPECT_EQ(printed("%g", HUGE_VAL), "inf");
}

TEST(Doubles, SeventeenDigitsComeBackTheSame) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 20'000; ++i) {
    const std::uint64_t bits = random();
    const double value = std::bit_cast<double>(bits);
    if (!std::isfinite(value)) continue;
    const std::string text = printed("%.17g", value);
    ASSERT_EQ(std::bit_cast<std::uint64_t>(std::strtod(text.c_str(), nullptr)), bits) << text;
  }
}

}  // namespace
}  // namespace peapod::test
