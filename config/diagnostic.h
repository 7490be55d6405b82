#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace peapod::config {

// Where a mistake stands: both from 1, 0 when there is no place (an empty file, a rule about the whole).
struct Position {
  std::uint32_t line = 0;
  std::uint32_t column = 0;  // In bytes of the line, as editors that jump to file:line:col count.
};

// One mistake of the user, as data.
struct Diagnostic {
  Position position;
  std::string path;     // "spec.containers[0].livenessProbe.periodSeconds"; empty for mistakes of syntax.
  std::string message;  // What is required, what was found, and a remedy where there is one.

  // "pod.yaml:9:22: spec.containers[0].image: is required"
  std::string text(const std::string& file) const;
};

using Diagnostics = std::vector<Diagnostic>;

// One line per mistake, each ended by a newline.
std::string render(const Diagnostics& diagnostics, const std::string& file);

}  // namespace peapod::config
