// Manifests as YAML.

#include "manifest_check.h"
#include "target.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  peapod::fuzz::check_manifest(peapod::fuzz::as_text(data, size));
  return 0;
}
