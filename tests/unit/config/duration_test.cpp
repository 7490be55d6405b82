#include "config/duration.h"

#include <gtest/gtest.h>

namespace peapod::config {
namespace {

TEST(Duration, IsWrittenAsGoDoes) {
  const struct {
    std::int64_t ms;
    const char* text;
  } kRows[] = {{0, "0s"},        {1, "1ms"},        {999, "999ms"},    {1000, "1s"},          {1500, "1.5s"},
               {1050, "1.05s"},  {80'000, "1m20s"}, {300'000, "5m0s"}, {3'600'000, "1h0m0s"}, {3'661'001, "1h1m1.001s"},
               {-10'000, "-10s"}};
  for (const auto& row : kRows) EXPECT_EQ(duration_text({row.ms}), row.text);
}

TEST(Duration, IsReadAsGoDoes) {
  const struct {
    const char* text;
    std::int64_t ms;  // 0: it is none.
  } kRows[] = {{"90s", 90'000}, {"5m0s", 300'000}, {"2h30m", 9'000'000},
               {"500ms", 500},  {"0", 0},          {"0s", 0},
               {"", 0},         {"90", 0},         {"s", 0},
               {"1.5s", 0},     {"-1s", 0},        {"1d", 0},
               {"1s ", 0},      {"9999999999s", 0}};
  for (const auto& row : kRows) EXPECT_EQ(parse_duration_ms(row.text).value_or(0), row.ms) << row.text;
}

}  // namespace
}  // namespace peapod::config
