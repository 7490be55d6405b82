#include "config/locate.h"

#include <gtest/gtest.h>

namespace peapod::config {
namespace {

constexpr std::string_view kText =
    "kind: Pod\n"
    "metadata: {name: one}\n"
    "spec: {nodeName: x}\n"
    "---\n"
    "kind: List\n"
    "items:\n"
    "- metadata: {name: two}\n"
    "  spec:\n"
    "    containers:\n"
    "    - name: a\n"
    "    - name: b\n"
    "      image: c\n";

std::string place(std::string_view name, std::string_view path) {
  const auto position = locate(kText, name, path);
  return position ? std::to_string(position->line) + ":" + std::to_string(position->column) : "nowhere";
}

TEST(Locate, FindsFieldsOfNamedObjects) {
  EXPECT_EQ(place("one", "spec.nodeName"), "3:18");
  EXPECT_EQ(place("two", "spec.containers[1].image"), "12:14");
  EXPECT_EQ(place("two", "spec.containers"), "9:5");
  EXPECT_EQ(place("two", "spec.containers[1]"), "11:7");
}

TEST(Locate, TakesTheNearestThingThereIs) {
  EXPECT_EQ(place("two", "spec.containers[0].resources.limits.memory"), "10:7");
  EXPECT_EQ(place("two", "spec.containers[7].image"), "9:5");
  EXPECT_EQ(place("one", ""), "1:1");
  EXPECT_EQ(place("three", "spec"), "nowhere");
}

}  // namespace
}  // namespace peapod::config
