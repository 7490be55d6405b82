// Every manifest in tests/golden/config against its .expected file: the diagnostics word for word, or the notes and the
// objects as they are printed. PEAPOD_UPDATE_GOLDEN=1 writes the files anew, to be read in the diff.

#include <gtest/gtest.h>

#include <algorithm>
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
  bool escaped = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (c == '"' && !escaped) in_text = !in_text;
    escaped = c == '\\' && !escaped;
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

void append_meta(std::string& out, const char* kind, const ObjectMeta& meta) {
  out += kind + meta.namespace_ + "/" + meta.name;
  if (!meta.uid.empty()) out += "\nuid " + meta.uid;
  out += "\nlabels ";
  append_labels_json(out, meta.labels);
  out += "\nannotations ";
  append_labels_json(out, meta.annotations);
  out += "\n";
}

void append_values(std::string& out, const char* name, const Values& values) {
  if (values.empty()) return;
  out += name;
  append_labels_json(out, values);
  out += "\n";
}

std::string outcome(const GoldenManifest& manifest) {
  const Loaded loaded = load_pods(manifest.text);
  const std::string name = std::filesystem::path(manifest.path).filename();
  std::string out = render(loaded.diagnostics, name);
  if (loaded.diagnostics.empty()) out += render(loaded.notes, name);
  for (const Pod& pod : loaded.pods) {
    append_meta(out, "", pod.metadata);
    out += indented(pod_spec_to_json(pod.spec)) + "\n";
  }
  for (const ConfigMap& map : loaded.config_maps) {
    append_meta(out, "ConfigMap ", map.metadata);
    append_values(out, "data ", map.data);
    append_values(out, "binaryData ", map.binary_data);
    if (map.immutable) out += "immutable\n";
  }
  for (const Secret& secret : loaded.secrets) {
    append_meta(out, "Secret ", secret.metadata);
    out += "type " + secret.type + "\n";
    append_values(out, "data ", secret.data);
    if (secret.immutable) out += "immutable\n";
  }
  return out;
}

// Written after what public documentation shows.
bool is_documented(const GoldenManifest& manifest) { return manifest.path.find("/documented/") != std::string::npos; }

TEST(Golden, EveryManifestIsReadAsExpected) {
  if (!is_complete_build()) GTEST_SKIP() << "NOT TESTED: built without gRPC or TLS";
  const auto manifests = golden_manifests();
  ASSERT_GE(manifests.size(), 300U);
  EXPECT_GE(std::ranges::count_if(manifests, is_documented), 100);
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
    EXPECT_GE(loaded.pods.size(), 1U) << example.path;
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
