#pragma once

// What `peapod explain` prints about a field of an object: type, values, verdict and what it is for, from its row.

#include <string>
#include <string_view>

namespace peapod::config {

struct Explanation {
  std::string text;     // Lines, each ended by a newline.
  std::string problem;  // Why there is no text, with "did you mean"; empty when there is.
};

// `path` begins with a kind as commands take it ("pod.spec.containers.livenessProbe", "deploy.spec") or, as diagnostics
// print it, with a field of a pod ("spec.containers[0].image"). `recursive` lists the fields below it at any depth,
// with their types only.
Explanation explain(std::string_view path, bool recursive);

}  // namespace peapod::config
