#include "golden_corpus.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "config/load.h"

namespace peapod::config {
namespace {

// Also below the folder.
std::vector<GoldenManifest> manifests_in(const std::string& folder) {
  std::vector<GoldenManifest> found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(std::string(PEAPOD_SOURCE_DIR) + folder)) {
    const auto extension = entry.path().extension();
    if (extension != ".yaml" && extension != ".json") continue;
    found.push_back({entry.path(), file_text(entry.path())});
  }
  std::ranges::sort(found, {}, &GoldenManifest::path);
  return found;
}

}  // namespace

std::vector<GoldenManifest> golden_manifests() { return manifests_in("/tests/golden/config"); }
std::vector<GoldenManifest> example_manifests() { return manifests_in("/config/examples"); }

bool is_complete_build() {
  return load_pods(R"({apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: c, image: i,
    livenessProbe: {grpc: {port: 1}}, readinessProbe: {httpGet: {port: 1, scheme: HTTPS}}}]}})")
      .diagnostics.empty();
}

std::string file_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace peapod::config
