#include "config/documents.h"

#include <algorithm>

namespace peapod::config {
namespace {

constexpr std::string_view kMarker = "---";

bool is_marker(std::string_view rest) {
  if (!rest.starts_with(kMarker)) return false;
  return rest.size() == kMarker.size() ||
         std::string_view(" \t\r\n").find(rest[kMarker.size()]) != std::string_view::npos;
}

// The first line after the one at `at` that begins a document.
std::size_t next_marker(std::string_view source, std::size_t at) {
  while ((at = source.find('\n', at)) != std::string_view::npos) {
    if (is_marker(source.substr(++at))) return at;
  }
  return source.size();
}

std::size_t content_of(std::string_view source, std::size_t at, std::size_t end) {
  if (is_marker(source.substr(at))) at += kMarker.size();
  for (;;) {
    at = std::min(source.find_first_not_of(" \t\r\n", at), end);
    if (at == end || source[at] != '#') return at;
    at = std::min(source.find('\n', at), end);
  }
}

}  // namespace

std::optional<Document> next_document(std::string_view source, std::size_t at) {
  while (at < source.size()) {
    Document document{at, 0, next_marker(source, at)};
    document.content = content_of(source, at, document.end);
    // A directive ("%YAML 1.1") stands before the "---" of its document.
    const bool directive = document.content < document.end && source[document.content] == '%';
    if (directive) document.end = next_marker(source, document.end);
    if (document.content < document.end) return document;
    at = document.end;
  }
  return std::nullopt;
}

}  // namespace peapod::config
