#include "firmware-agent/cli/yaml_scalar.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>

namespace peapod::cli {
namespace {

// Words which YAML 1.1 reads as null or a boolean, in lower case.
constexpr std::array<std::string_view, 11> kWords = {"",   "~",  "null", "true", "false", "yes",
                                                     "no", "on", "off",  "y",    "n"};

bool is_word(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::find(kWords.begin(), kWords.end(), lower) != kWords.end();
}

// Anything that may be a number, a date or a sexagesimal: better one quote too many.
bool looks_like_number(std::string_view text) {
  const char first = text.front();
  if (first == '.' && text.size() > 1) return true;
  const bool sign = (first == '+' || first == '-') && text.size() > 1;
  const char digit = sign ? text[1] : first;
  if (digit != '.' && (digit < '0' || digit > '9')) return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || c == '.' || c == 'e' || c == 'E' || c == '+' || c == '-' || c == 'x' || c == 'o' ||
           c == 'b' || c == '_' || c == ':' || c == 'T' || c == 'Z' || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  });
}

bool is_printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x20 && byte != 0x7F;
  });
}

bool can_be_plain(std::string_view text) {
  if (is_word(text) || looks_like_number(text) || !is_printable(text)) return false;
  if (text.front() == ' ' || text.back() == ' ' || text.back() == ':') return false;
  if (text.find(": ") != std::string_view::npos || text.find(" #") != std::string_view::npos) return false;
  if (std::string_view("[]{},&*#|>!%@`'\"=<").find(text.front()) != std::string_view::npos) return false;
  const bool indicator = text.front() == '-' || text.front() == '?' || text.front() == ':';
  return !indicator || (text.size() > 1 && text[1] != ' ' && !text.starts_with("---"));
}

// Single quotes where nothing needs an escape, as Kubernetes' YAML has them for indicators.
std::string single_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') out += '\'';
    out += c;
  }
  return out + "'";
}

std::string double_quoted(std::string_view text) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<std::uint8_t>(c);
    if (c == '"' || c == '\\') {
      out.append({'\\', c});
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (c == '\r') {
      out += "\\r";
    } else if (byte < 0x20 || byte == 0x7F) {
      out.append({'\\', 'x', kHex[byte >> 4], kHex[byte & 15]});
    } else {
      out += c;
    }
  }
  return out + "\"";
}

// "|", "|-" or "|+" and the lines. Not for text that begins with a blank or holds other control characters.
bool can_be_block(std::string_view text) {
  if (text.find('\n') == std::string_view::npos || text.front() == ' ' || text.front() == '\n') return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte == '\n' || byte == '\t' || (byte >= 0x20 && byte != 0x7F);
  });
}

std::string block(std::string_view text, std::size_t indent) {
  const bool ends_with_newline = text.back() == '\n';
  std::string out = "|";
  if (!ends_with_newline) out += '-';
  if (text.ends_with("\n\n")) out += '+';
  if (ends_with_newline) text.remove_suffix(1);
  for (;;) {
    const std::string_view line = text.substr(0, text.find('\n'));
    out += '\n';
    if (!line.empty()) out.append(indent, ' ').append(line);
    if (line.size() == text.size()) return out;
    text.remove_prefix(line.size() + 1);
  }
}

}  // namespace

std::string yaml_scalar(std::string_view text, std::size_t indent) {
  if (text.empty()) return "\"\"";
  if (can_be_plain(text)) return std::string(text);
  if (can_be_block(text)) return block(text, indent);
  if (!is_printable(text) || is_word(text) || looks_like_number(text)) return double_quoted(text);
  return single_quoted(text);
}

}  // namespace peapod::cli
