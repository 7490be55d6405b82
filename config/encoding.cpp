#include "config/encoding.h"

#include "config/utf8.h"
#include "config/yaml_tree.h"

namespace peapod::config {
namespace {

std::string hex(unsigned char byte) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  return {'0', 'x', kHex[byte >> 4], kHex[byte & 15]};
}

// ASCII in UTF-16 has a NUL in every second byte.
bool is_utf16(std::string_view source) {
  if (source.starts_with("\xFF\xFE") || source.starts_with("\xFE\xFF")) return true;
  const auto nul = [&](std::size_t i) { return source[i] == '\0'; };
  return source.size() >= 4 && nul(0) != nul(1) && nul(0) == nul(2) && nul(1) == nul(3);
}

// NEL, as YAML 1.1 has it for the end of a line, is the only one of the C1 controls that it takes.
bool is_control(char32_t code) {
  if (code == '\t' || code == '\n' || code == '\r' || code == 0x85) return false;
  return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0xFFFE || code == 0xFFFF;
}

std::string explain_control(char32_t code) {
  if (code == 0) return "a NUL byte: this is no text file";
  return code_point_name(code) + ", a control character: remove it, or write it as an escape in double quotes";
}

}  // namespace

std::string_view without_byte_order_mark(std::string_view source) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  return source.starts_with(kByteOrderMark) ? source.substr(kByteOrderMark.size()) : source;
}

std::optional<Diagnostic> check_encoding(std::string_view source) {
  if (is_utf16(source)) return Diagnostic{{1, 1}, "", "is UTF-16: save it as UTF-8", Reason::Syntax};
  for (std::size_t at = 0; at < source.size();) {
    const auto byte = static_cast<unsigned char>(source[at]);
    if (byte >= 0x20 && byte < 0x7F) {
      ++at;
      continue;
    }
    const Character character = first_character(source.substr(at));
    const auto position = [&] { return position_of(source, {static_cast<std::uint32_t>(at)}); };
    if (character.size == 0) {
      return Diagnostic{position(), "",
                        "the byte " + hex(byte) +
                            " is not UTF-8: the file was probably saved as Windows-1252 or Latin-1, save it as UTF-8",
                        Reason::Syntax};
    }
    if (is_control(character.code)) return Diagnostic{position(), "", explain_control(character.code), Reason::Syntax};
    at += character.size;
  }
  return std::nullopt;
}

}  // namespace peapod::config
