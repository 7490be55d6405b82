#include "config/remark.h"

#include <algorithm>

#include "config/lookalike.h"
#include "config/remnant.h"
#include "config/source_line.h"
#include "config/wording.h"

namespace peapod::config {
namespace {

constexpr std::size_t kWordBytesMax = 256;  // Of a value is looked at.

std::string remark_about(std::string_view word) {
  if (const auto lookalike = find_lookalike(word)) return "it contains " + explain(*lookalike);
  if (word.find("{{") != std::string_view::npos) return "it is " + std::string(kTemplate);
  if (word.find("${") != std::string_view::npos) {
    return "\"${\" begins a variable of a shell, which nobody expands here: put its value there, e.g. with envsubst";
  }
  if (const std::string_view key = key_without_blank(word); !key.empty()) {
    return "a blank is missing after the \":\" of " + quoted(key);
  }
  return {};
}

}  // namespace

std::string_view key_without_blank(std::string_view word) {
  const std::size_t colon = word.find(':');
  if (colon == 0 || colon == std::string_view::npos || colon + 1 == word.size()) return {};
  const std::string_view key = word.substr(0, colon);
  const bool is_name =
      std::ranges::all_of(key, [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
  return is_name && word[colon + 1] != '/' && word[colon + 1] != ' ' ? key : std::string_view();
}

void add_remarks(std::string_view source, Diagnostics& diagnostics) {
  for (Diagnostic& diagnostic : diagnostics) {
    if (diagnostic.path.empty() || diagnostic.position.line == 0) continue;
    const std::string_view word = word_at(line_number(source, diagnostic.position.line), diagnostic.position.column);
    const std::string remark = remark_about(word.substr(0, kWordBytesMax));
    if (!remark.empty()) diagnostic.message += ": " + remark;
  }
}

}  // namespace peapod::config
