#include "firmware-agent/runtime/probe_runner.h"

#include <gtest/gtest.h>

namespace peapod::runtime {
namespace {

TEST(FirstProbeDelay, IsARandomPartOfThePeriodOfAYoungAgent) {
  constexpr core::Millis kPeriod = 10'000;
  EXPECT_EQ(first_probe_delay(0, kPeriod, 0), 0);
  EXPECT_EQ(first_probe_delay(0, kPeriod, UINT32_MAX / 2 + 1), kPeriod / 2);
  EXPECT_EQ(first_probe_delay(kPeriod - 1, kPeriod, UINT32_MAX), kPeriod - 1);
  EXPECT_EQ(first_probe_delay(kPeriod, kPeriod, UINT32_MAX), 0) << "the agent is older than the period";
}

TEST(ResolvePort, ByNumberOrByTheNameOfOneOfTheContainersPorts) {
  config::Container container;
  container.ports.resize(2);
  container.ports[0].name = "web";
  container.ports[0].container_port = 80;
  container.ports[1].container_port = 81;
  EXPECT_EQ(resolve_port({8080, ""}, container), 8080);
  EXPECT_EQ(resolve_port({0, "web"}, container), 80);
  EXPECT_EQ(resolve_port({0, "other"}, container), 0);
}

}  // namespace
}  // namespace peapod::runtime
