#pragma once

// The manifests of tests/golden/config and config/examples, for the tests that run over all of them.

#include <string>
#include <vector>

namespace peapod::config {

struct GoldenManifest {
  std::string path;
  std::string text;
};

std::vector<GoldenManifest> golden_manifests();  // In the order of their names.
std::vector<GoldenManifest> example_manifests();

// Built with all that manifests may ask for: what people read is written for such a build.
bool is_complete_build();

std::string file_text(const std::string& path);  // Empty when it cannot be read.

}  // namespace peapod::config
