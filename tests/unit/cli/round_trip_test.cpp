// What `check --print` and `get -o yaml` write is the same pod again when it is read.

#include <gtest/gtest.h>

#include <filesystem>

#include "config/load.h"
#include "config/pod_json.h"
#include "firmware-agent/cli/json.h"
#include "firmware-agent/cli/object_printer.h"
#include "tests/support/text_file.h"

namespace peapod::cli {
namespace {

TEST(RoundTrip, PrintedPodsReadBackTheSame) {
  std::size_t pods = 0;
  for (const char* folder : {"/tests/golden/config", "/config/examples"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(std::string(PEAPOD_SOURCE_DIR) + folder)) {
      if (entry.path().extension() != ".yaml" && entry.path().extension() != ".json") continue;
      for (const config::Pod& pod : config::load_pods(test::read_text(entry.path())).pods) {
        const std::string json = config::pod_to_json(pod);
        const rapidjson::Document object = parse_json(json);
        for (const std::string& printed : {json, to_json_text(object), to_yaml_text(object)}) {
          const config::Loaded again = config::load_pods(printed);
          ASSERT_EQ(config::render(again.diagnostics, entry.path()), "") << printed;
          ASSERT_EQ(again.pods.size(), 1U);
          EXPECT_EQ(config::pod_to_json(again.pods.front()), json) << entry.path();
        }
        ++pods;
      }
    }
  }
  EXPECT_GE(pods, 30U);
}

}  // namespace
}  // namespace peapod::cli
