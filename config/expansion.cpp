#include "config/expansion.h"

namespace peapod::config {

std::string expand(std::string_view text, const Lookup& lookup) {
  std::string result;
  std::size_t at = 0;
  while (at < text.size()) {
    if (text[at] != '$' || at + 1 == text.size()) {
      result += text[at++];
      continue;
    }
    if (text[at + 1] == '$') {
      result += '$';
      at += 2;
      continue;
    }
    const std::size_t close = text[at + 1] == '(' ? text.find(')', at + 2) : std::string_view::npos;
    if (close == std::string_view::npos) {
      // Not a reference: the operator and the character after it are copied, so that a "$(" left open cannot
      // hide a "$$" behind it.
      result += text.substr(at, 2);
      at += 2;
      continue;
    }
    const std::string_view name = text.substr(at + 2, close - at - 2);
    const auto value = result.size() < kMaxExpandedBytes ? lookup(name) : std::nullopt;
    result += value ? std::string_view(*value) : text.substr(at, close + 1 - at);
    at = close + 1;
  }
  return result;
}

}  // namespace peapod::config
