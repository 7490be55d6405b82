#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/diagnostic.h"
#include "config/pod_spec.h"

namespace peapod::config {

struct Loaded {
  std::vector<Pod> pods;    // Of all documents in their order; none when there are diagnostics.
  Diagnostics diagnostics;  // Every mistake of the text, in the order of its lines.
  Diagnostics notes;        // What is accepted and has no effect here, in the same order.
};

// Reads a manifest, YAML (one document or several) or JSON, at most 1 MiB. Neither logs nor exits. Deterministic: same
// text, same result.
Loaded load_pods(std::string_view text);

// The same from a file; a file that cannot be read is a diagnostic without a position. A pipe is read to its end, and
// may block: who reads a directory of manifests opens regular files only.
Loaded load_pods_file(const std::string& path);

}  // namespace peapod::config
