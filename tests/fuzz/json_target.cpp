// Manifests as JSON; the bytes are a whole manifest when they begin as an object, and otherwise the inside of a pod's
// spec.

#include <string>

#include "manifest_check.h"
#include "target.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = peapod::fuzz::as_text(data, size);
  if (text.starts_with('{')) {
    peapod::fuzz::check_manifest(text);
    return 0;
  }
  std::string pod(R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"fuzz"},"spec":{)");
  pod.append(text).append("}}");
  peapod::fuzz::check_manifest(pod);
  return 0;
}
