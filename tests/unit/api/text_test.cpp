// Ages and times.

#include <gtest/gtest.h>

#include "firmware-agent/api/age.h"
#include "firmware-agent/api/timestamp.h"

namespace peapod::api {
namespace {

TEST(Age, IsKubectls) {
  constexpr std::int64_t kSecond = 1000;
  constexpr std::int64_t kMinute = 60 * kSecond;
  constexpr std::int64_t kHour = 60 * kMinute;
  constexpr std::int64_t kDay = 24 * kHour;
  struct Row {
    std::int64_t ms;
    const char* text;
  };
  // The boundaries of apimachinery's duration_test.go, and both sides of each.
  constexpr Row kRows[] = {
      {-2 * kSecond, "<invalid>"},
      {-1 * kSecond, "0s"},
      {0, "0s"},
      {999, "0s"},
      {kSecond, "1s"},
      {119 * kSecond, "119s"},
      {2 * kMinute, "2m"},
      {2 * kMinute + kSecond, "2m1s"},
      {10 * kMinute - kSecond, "9m59s"},
      {10 * kMinute + kSecond, "10m"},
      {3 * kHour - kMinute, "179m"},
      {3 * kHour, "3h"},
      {3 * kHour + kMinute, "3h1m"},
      {8 * kHour, "8h"},
      {47 * kHour + 59 * kMinute, "47h"},
      {2 * kDay, "2d"},
      {2 * kDay + kHour, "2d1h"},
      {8 * kDay + 5 * kHour, "8d"},
      {2 * 365 * kDay - kHour, "729d"},
      {2 * 365 * kDay, "2y"},
      {2 * 365 * kDay + kDay, "2y1d"},
      {8 * 365 * kDay + 9 * kDay, "8y"},
  };
  for (const Row& row : kRows) EXPECT_EQ(human_duration(row.ms), row.text) << row.ms;
}

TEST(Timestamp, IsReadInAnyOffset) {
  const auto time = parse_rfc3339("2016-10-06T00:17:09.669794202Z");
  ASSERT_TRUE(time);
  EXPECT_EQ(time->seconds, 1475713029);
  EXPECT_EQ(time->nanoseconds, 669794202);
  EXPECT_EQ(parse_rfc3339("2016-10-06T02:17:09+02:00")->seconds, 1475713029);
  EXPECT_EQ(parse_rfc3339("2016-10-05T18:47:09.5-05:30")->seconds, 1475713029);
  EXPECT_EQ(parse_rfc3339("2016-10-05T18:47:09.5-05:30")->nanoseconds, 500'000'000);
  EXPECT_EQ(parse_rfc3339("1970-01-01t00:00:00z")->seconds, 0);
  EXPECT_EQ(parse_rfc3339("2024-02-29T00:00:00Z")->seconds, 1709164800);
}

TEST(Timestamp, RefusesWhatIsNone) {
  for (const char* text :
       {"", "2016", "2016-10-06", "2016-10-06T00:17:09", "2016-13-06T00:17:09Z", "2023-02-29T00:00:00Z",
        "2016-10-06T24:00:00Z", "2016-10-06T00:60:00Z", "2016-10-06T00:00:00.Z", "2016-10-06T00:00:00Zx",
        "2016-10-06T00:00:00+2:00", "-016-10-06T00:00:00Z"}) {
    EXPECT_FALSE(parse_rfc3339(text)) << text;
  }
}

}  // namespace
}  // namespace peapod::api
