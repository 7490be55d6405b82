// What is printed reads back as the same pod: for generated pods. The corpus has its own test (golden_test.cpp), and so
// has YAML output (yaml_round_trip_test.cpp). Its entry in ctest is unit_config_round_trip.

#include <gtest/gtest.h>

#include "config/json_writer.h"
#include "tests/support/slow_machine.h"
#include "tests/unit/config/generated_pod.h"

namespace peapod::config {
namespace {

constexpr int kWhole = 100'000;
constexpr int kOnSlowMachines = 3'000;

std::string printed(const Pod& pod) {
  std::string out;
  JsonWriter json(out);
  schema::write_object(json, schema::TypeOf<Pod>::value, &pod);
  return R"({"apiVersion":"v1","kind":"Pod",)" + out.substr(1);
}

// Every field that is not refused was in one of the pods.
void expect_rows(const schema::Type& type, const std::set<const schema::Row*>& seen,
                 std::set<const schema::Type*>& walked) {
  if (type.element != nullptr) expect_rows(*type.element, seen, walked);
  if (type.shape != schema::Type::Shape::Object || !walked.insert(&type).second) return;
  for (const schema::Row& row : type.rows) {
    if (!GeneratedPods::is_supported(row)) continue;
    EXPECT_TRUE(seen.contains(&row)) << type.name << "." << row.name << " was in no pod";
    expect_rows(*row.member.type, seen, walked);
  }
}

TEST(RoundTrip, GeneratedPodsReadBackTheSame) {
  GeneratedPods pods(20260103);
  const int wanted = test::machine_is_slow() ? kOnSlowMachines : kWhole;
  for (int i = 0; i < wanted; ++i) {
    const std::string text = pods.next();
    const Loaded loaded = load_pods(text, Accept::PodAsItIs);
    ASSERT_EQ(loaded.pods.size(), 1U) << text;
    const std::string once = printed(loaded.pods[0]);
    const Loaded again = load_pods(once, Accept::PodAsItIs);
    ASSERT_EQ(render(again.diagnostics, once), "");
    ASSERT_EQ(printed(again.pods.at(0)), once) << text;
  }
  if (wanted < kWhole) return;  // Too few to have met the rarest fields.
  std::set<const schema::Type*> walked;
  expect_rows(schema::TypeOf<Pod>::value, pods.rows_seen(), walked);
}

}  // namespace
}  // namespace peapod::config
