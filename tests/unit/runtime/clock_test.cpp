#include "firmware-agent/runtime/clock.h"

#include <gmock/gmock.h>

namespace peapod::runtime {
namespace {

TEST(WallOffset, FollowsStepsAndNothingSmaller) {
  WallOffset offset;
  EXPECT_FALSE(offset.observe({1000}, 50'000)) << "the first look is no step";
  EXPECT_EQ(offset.to_wall({1000}), 50'000);
  EXPECT_FALSE(offset.observe({2000}, 51'400));
  EXPECT_EQ(offset.to_wall({1000}), 50'000) << "a moment keeps its time";
  EXPECT_FALSE(offset.observe({2000}, 50'500));
  EXPECT_TRUE(offset.observe({3000}, 52'501));
  EXPECT_EQ(offset.to_wall({1000}), 50'501);
  EXPECT_TRUE(offset.observe({3000}, 0)) << "back to 1970 too";
  EXPECT_EQ(offset.to_wall({3000}), 0);
}

TEST(Clock, IsNearTheSystems) {
  const Clock clock;
  EXPECT_NEAR(static_cast<double>(clock.wall_now()), static_cast<double>(wall_clock().ms()), 1000);
  EXPECT_LE(clock.now(), clock.now());
  const core::Time now = clock.now();
  EXPECT_EQ(clock.to_wall(now + 500) - clock.to_wall(now), 500);
}

TEST(Clock, BootIdIsAUuid) {
  const auto id = boot_id();
  ASSERT_TRUE(id) << id.error().message();
  EXPECT_THAT(*id, testing::MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"));
  EXPECT_EQ(*boot_id(), *id);
}

std::string nano(WallClock time) {
  char text[kRfc3339NanoLength];
  rfc3339_nano(time, text);
  return {text, sizeof text};
}

TEST(Rfc3339, IsWrittenForEveryTime) {
  EXPECT_EQ(rfc3339(1475713029669), "2016-10-06T00:17:09Z");
  EXPECT_EQ(rfc3339(0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(rfc3339(-1), "1969-12-31T23:59:59Z");
  EXPECT_EQ(rfc3339(INT64_MAX), "9999-12-31T23:59:59Z");
  EXPECT_EQ(rfc3339(INT64_MIN), "0000-01-01T00:00:00Z");
  EXPECT_EQ(nano({1475713029, 669794202}), "2016-10-06T00:17:09.669794202Z");
  EXPECT_EQ(nano({1709210096, 7}), "2024-02-29T12:34:56.000000007Z");
}

}  // namespace
}  // namespace peapod::runtime
