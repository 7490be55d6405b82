#include "config/yaml_tree.h"

namespace peapod::config {
namespace {

// The length of the line break at `at`, 0 when there is none. YAML 1.1 also ends lines at CR, NEL, LS and PS.
std::size_t break_size(std::string_view source, std::size_t at) {
  const std::string_view rest = source.substr(at);
  if (rest.starts_with("\r\n")) return 2;
  if (rest.starts_with('\n') || rest.starts_with('\r')) return 1;
  if (rest.starts_with("\xC2\x85")) return 2;
  if (rest.starts_with("\xE2\x80\xA8") || rest.starts_with("\xE2\x80\xA9")) return 3;
  return 0;
}

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

}  // namespace

Position position_of(std::string_view source, Mark mark) {
  std::size_t at = 0;
  for (std::uint32_t line = 0; line < mark.line && at < source.size();) {
    const std::size_t size = break_size(source, at);
    line += size > 0;
    at += size > 0 ? size : 1;
  }
  for (std::uint32_t column = 0; column < mark.column && at < source.size(); ++column) {
    ++at;
    while (at < source.size() && continues_character(source[at])) ++at;
  }
  Position position{1, 1};
  for (std::size_t i = 0; i < at; ++i) {
    position.column += 1;
    if (source[i] == '\n') position = {position.line + 1, 1};
  }
  return position;
}

Position Tree::position(Mark mark) const { return position_of(source_, mark); }

}  // namespace peapod::config
