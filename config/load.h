#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/diagnostic.h"
#include "config/field.h"
#include "config/objects.h"
#include "config/pod_spec.h"

namespace peapod::config {

struct Loaded {
  // Of all documents in their order; none when there are diagnostics. Workloads have become their pods.
  std::vector<Pod> pods;
  std::vector<ConfigMap> config_maps;
  std::vector<Secret> secrets;
  Diagnostics diagnostics;  // Every mistake of the text, in the order of its lines.
  Diagnostics
      notes;  // What is accepted and has no effect here, and unknown fields that were dropped, in the same order.
};

enum class Accept : std::uint8_t {
  Manifest,  // All kinds of kinds.h and lists of them.
  Pod,       // Nothing else: the body of a request.
  PodAsItIs  // The same, with what has been added since it was made: ephemeral containers.
};

// Reads a manifest, YAML (one document or several) or JSON, at most 1 MiB. Neither logs nor exits. Deterministic: same
// text, same result.
Loaded load_pods(std::string_view text, Accept accept = Accept::Manifest,
                 UnknownFields unknown_fields = UnknownFields::Refused);

// The same from a file; a file that cannot be read is a diagnostic without a position. A pipe is read to its end, and
// may block: who reads a directory of manifests opens regular files only.
Loaded load_pods_file(const std::string& path);

}  // namespace peapod::config
