// Pods as YAML, as `get -o yaml` prints them, read back as the same pods: all of the corpus, and generated ones.

#include "firmware-agent/cli/object_printer.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "config/json_writer.h"
#include "tests/unit/config/generated_pod.h"

namespace peapod::cli {
namespace {

std::string as_json(const config::Pod& pod) {
  std::string out;
  config::JsonWriter json(out);
  config::schema::write_object(json, config::schema::TypeOf<config::Pod>::value, &pod);
  return R"({"apiVersion":"v1","kind":"Pod",)" + out.substr(1);
}

void expect_reads_back(const config::Pod& pod, const std::string& origin) {
  const std::string json = as_json(pod);
  const std::string yaml = to_yaml_text(config::parse_json(json));
  const config::Loaded again = config::load_pods(yaml);
  ASSERT_EQ(render(again.diagnostics, origin), "") << yaml;
  ASSERT_EQ(as_json(again.pods.at(0)), json) << yaml;
}

TEST(YamlRoundTrip, PodsOfTheCorpusReadBackTheSame) {
  std::size_t pods = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(PEAPOD_SOURCE_DIR "/tests/golden/config")) {
    if (entry.path().extension() != ".yaml" && entry.path().extension() != ".json") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    for (const config::Pod& pod : config::load_pods(text).pods) {
      ASSERT_NO_FATAL_FAILURE(expect_reads_back(pod, entry.path()));
      ++pods;
    }
  }
  EXPECT_GE(pods, 80U);
}

TEST(YamlRoundTrip, GeneratedPodsReadBackTheSame) {
  config::GeneratedPods generated(20260104);
  for (int i = 0; i < 3'000; ++i) {
    const config::Loaded loaded = config::load_pods(generated.next());
    ASSERT_NO_FATAL_FAILURE(expect_reads_back(loaded.pods.at(0), "generated"));
  }
}

}  // namespace
}  // namespace peapod::cli
