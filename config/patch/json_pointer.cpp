#include "config/patch/json_pointer.h"

#include <charconv>

#include "config/patch/patched.h"

namespace peapod::config {
namespace {

std::optional<std::string> unescape(std::string_view token) {
  std::string plain;
  for (std::size_t i = 0; i < token.size(); ++i) {
    if (token[i] != '~') {
      plain += token[i];
      continue;
    }
    i += 1;
    if (i == token.size() || (token[i] != '0' && token[i] != '1')) return std::nullopt;
    plain += token[i] == '0' ? '~' : '/';
  }
  return plain;
}

}  // namespace

std::optional<JsonPointer> parse_json_pointer(std::string_view text) {
  JsonPointer tokens;
  while (!text.empty()) {
    if (text.front() != '/' || tokens.size() == kPatchDepthMax) return std::nullopt;
    text.remove_prefix(1);
    const std::string_view token = text.substr(0, text.find('/'));
    text.remove_prefix(token.size());
    std::optional<std::string> plain = unescape(token);
    if (!plain) return std::nullopt;
    tokens.push_back(std::move(*plain));
  }
  return tokens;
}

std::optional<std::uint32_t> list_index(std::string_view token, std::uint32_t max) {
  if (token.size() > 1 && token.front() == '0') return std::nullopt;
  std::uint32_t index = 0;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), index);
  if (error != std::errc{} || end != token.data() + token.size() || index > max) return std::nullopt;
  return index;
}

}  // namespace peapod::config
