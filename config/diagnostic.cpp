#include "config/diagnostic.h"

namespace peapod::config {

std::string Diagnostic::text(const std::string& file) const {
  std::string out = file;
  if (position.line > 0) {
    out += ':' + std::to_string(position.line) + ':' + std::to_string(position.column);
  }
  if (!path.empty()) out += ": " + path;
  return out + ": " + message;
}

std::string render(const Diagnostics& diagnostics, const std::string& file) {
  std::string out;
  for (const Diagnostic& diagnostic : diagnostics) out += diagnostic.text(file) + '\n';
  return out;
}

}  // namespace peapod::config
