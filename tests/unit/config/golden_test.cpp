// Every manifest in tests/golden/config against its .expected file: the diagnostics word for word, or the notes and the
// pods as they are printed. PEAPOD_UPDATE_GOLDEN=1 writes the files anew, to be read in the diff.

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "config/load.h"
#include "config/pod_json.h"
#include "golden_corpus.h"

namespace peapod::config {
namespace {

// One value in a line, so that a change shows as a changed line.
std::string indented(const std::string& json) {
  std::string out;
  std::size_t depth = 0;
  bool in_text = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (c == '"' && (i == 0 || json[i - 1] != '\\')) in_text = !in_text;
    const bool opens = !in_text && (c == '{' || c == '[');
    const bool closes = !in_text && (c == '}' || c == ']');
    const bool was_open = i > 0 && (json[i - 1] == '{' || json[i - 1] == '[');
    if (closes && !was_open) out += "\n" + std::string(2 * --depth, ' ');
    out += c;
    const bool empty = opens && (json[i + 1] == '}' || json[i + 1] == ']');
    depth += opens && !empty;
    if ((opens && !empty) || (!in_text && c == ',')) out += "\n" + std::string(2 * depth, ' ');
  }
  return out;
}

std::string outcome(const GoldenManifest& manifest) {
  const Loaded loaded = load_pods(manifest.text);
  const std::string name = std::filesystem::path(manifest.path).filename();
  std::string out = render(loaded.diagnostics, name);
  if (loaded.diagnostics.empty()) out += render(loaded.notes, name);
  for (const Pod& pod : loaded.pods) {
    out += pod.metadata.namespace_ + "/" + pod.metadata.name;
    if (!pod.metadata.uid.empty()) out += "\nuid " + pod.metadata.uid;
    out += "\nlabels ";
    append_labels_json(out, pod.metadata.labels);
    out += "\nannotations ";
    append_labels_json(out, pod.metadata.annotations);
    out += "\n" + indented(pod_spec_to_json(pod.spec)) + "\n";
  }
  return out;
}

TEST(Golden, EveryManifestIsReadAsExpected) {
  const auto manifests = golden_manifests();
  ASSERT_GT(manifests.size(), 40U);
  for (const GoldenManifest& manifest : manifests) {
    const std::string expected_path = manifest.path + ".expected";
    const std::string found = outcome(manifest);
    if (std::getenv("PEAPOD_UPDATE_GOLDEN") != nullptr) std::ofstream(expected_path) << found;
    EXPECT_EQ(file_text(expected_path), found) << manifest.path;
  }
}

TEST(Golden, EveryExampleLoads) {
  const auto examples = example_manifests();
  ASSERT_FALSE(examples.empty());
  for (const GoldenManifest& example : examples) {
    const Loaded loaded = load_pods(example.text);
    EXPECT_EQ(render(loaded.diagnostics, example.path), "");
    EXPECT_EQ(loaded.pods.size(), 1U) << example.path;
  }
}

// Records keep pods as they are printed: what is printed must read back as the same pod.
TEST(Golden, PrintedPodsReadBackTheSame) {
  std::size_t pods = 0;
  for (const GoldenManifest& manifest : golden_manifests()) {
    for (const Pod& pod : load_pods(manifest.text).pods) {
      const std::string spec = pod_spec_to_json(pod.spec);
      const Loaded again =
          load_pods(R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"again"},"spec":)" + spec + "}");
      ASSERT_EQ(render(again.diagnostics, manifest.path), "");
      EXPECT_EQ(pod_spec_to_json(again.pods.at(0).spec), spec);
      ++pods;
    }
  }
  EXPECT_GE(pods, 10U);
}

}  // namespace
}  // namespace peapod::config
