// Pods as YAML, as `get -o yaml` prints them, read back as the same pods: all of the corpus, and generated ones.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "config/json_writer.h"
#include "config/object_printer.h"
#include "tests/unit/config/generated_pod.h"

namespace peapod::config {
namespace {

std::string as_json(const Pod& pod) {
  std::string out;
  JsonWriter json(out);
  schema::write_object(json, schema::TypeOf<Pod>::value, &pod);
  return R"({"apiVersion":"v1","kind":"Pod",)" + out.substr(1);
}

void expect_reads_back(const Pod& pod, const std::string& origin) {
  const std::string json = as_json(pod);
  const std::string yaml = to_yaml_text(parse_json(json));
  const Loaded again = load_pods(yaml, Accept::PodAsItIs);
  ASSERT_EQ(render(again.diagnostics, origin), "") << yaml;
  ASSERT_EQ(as_json(again.pods.at(0)), json) << yaml;
}

TEST(YamlRoundTrip, PodsOfTheCorpusReadBackTheSame) {
  std::size_t pods = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(PEAPOD_SOURCE_DIR "/tests/golden/config")) {
    if (entry.path().extension() != ".yaml" && entry.path().extension() != ".json") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    for (const Pod& pod : load_pods(text).pods) {
      ASSERT_NO_FATAL_FAILURE(expect_reads_back(pod, entry.path()));
      ++pods;
    }
  }
  EXPECT_GE(pods, 80U);
}

TEST(YamlRoundTrip, GeneratedPodsReadBackTheSame) {
  GeneratedPods generated(20260104);
  for (int i = 0; i < 3'000; ++i) {
    const Loaded loaded = load_pods(generated.next(), Accept::PodAsItIs);
    ASSERT_NO_FATAL_FAILURE(expect_reads_back(loaded.pods.at(0), "generated"));
  }
}

}  // namespace
}  // namespace peapod::config
