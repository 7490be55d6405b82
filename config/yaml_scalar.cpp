#include "config/yaml_scalar.h"

#include <algorithm>
#include <cstdint>

#include "config/plain_scalar.h"
#include "config/utf8.h"

namespace peapod::config {
namespace {

constexpr std::size_t kLineWidth = 80;  // best_width of libyaml's emitter.

bool is_blank_or_end(std::string_view text, std::size_t i) {
  return i >= text.size() || text[i] == ' ' || text[i] == '\n';
}

// The first character of a text that is not empty; a byte that begins none stands for itself.
Character next_character(std::string_view text) {
  const Character character = first_character(text);
  return character.size != 0 ? character : Character{static_cast<unsigned char>(text[0]), 1};
}

// is_printable of libyaml, without line breaks: neither tabs nor anything above U+FFFF.
bool is_printable(char32_t code) {
  const bool is_break = code == 0x2028 || code == 0x2029;
  return (code >= 0x20 && code <= 0x7E) || (code >= 0xA0 && code <= 0xFFFD && code != 0xFEFF && !is_break);
}

enum class Style : std::uint8_t { Plain, SingleQuoted, DoubleQuoted, Block };

// Characters that mean something to YAML where they stand (yaml_emitter_analyze_scalar, outside of flow collections).
bool has_indicator(std::string_view text) {
  if (text.starts_with("---") || text.starts_with("...")) return true;
  if (std::string_view("#,[]{}&*!|>'\"%@`").find(text[0]) != std::string_view::npos) return true;
  if ((text[0] == '-' || text[0] == '?') && is_blank_or_end(text, 1)) return true;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ':' && is_blank_or_end(text, i + 1)) return true;
    if (text[i] == '#' && i > 0 && is_blank_or_end(text, i - 1)) return true;
  }
  return false;
}

// Unlike go-yaml, breaks other than line feeds (U+0085, U+2028, U+2029) are always escaped.
Style style_of(std::string_view text, bool is_key) {
  if (!reads_as_text(text) && text.find('\n') == std::string_view::npos) return Style::DoubleQuoted;
  for (std::string_view rest = text; !rest.empty();) {
    const auto [code, size] = next_character(rest);
    if (code != '\n' && !is_printable(code)) return Style::DoubleQuoted;
    rest.remove_prefix(size);
  }
  if (text.find('\n') != std::string_view::npos) {
    const bool hides_blanks = text.back() == ' ' || text.find(" \n") != std::string_view::npos;
    return is_key || hides_blanks ? Style::DoubleQuoted : Style::Block;
  }
  return text.front() == ' ' || text.back() == ' ' || has_indicator(text) ? Style::SingleQuoted : Style::Plain;
}

// A line that is folded when it gets long.
class Line {
 public:
  Line(std::string& out, std::size_t indent, bool folds) : out_(out), indent_(indent), folds_(folds) {
    for (std::string_view line = std::string_view(out).substr(out.rfind('\n') + 1); !line.empty(); ++column_) {
      line.remove_prefix(next_character(line).size);
    }
  }
  void put(std::string_view character) {
    out_ += character;
    ++column_;
  }
  bool is_long() const { return folds_ && column_ > kLineWidth; }
  void fold() {
    out_.append(1, '\n').append(indent_, ' ');
    column_ = indent_;
  }

 private:
  std::string& out_;
  std::size_t indent_;
  bool folds_;
  std::size_t column_ = 0;
};

// Plain, or between single quotes. Blanks are kept where the line ends when there are several.
void append_flow(Line& line, std::string_view text, bool is_quoted) {
  bool after_blank = false;
  if (is_quoted) line.put("'");
  for (std::size_t i = 0; i < text.size();) {
    const std::string_view character = text.substr(i, next_character(text.substr(i)).size);
    const bool is_blank = character == " ";
    const bool is_inner = !is_quoted || (i != 0 && i + 1 != text.size());
    if (is_blank && !after_blank && is_inner && line.is_long() && !text.substr(i + 1).starts_with(' ')) {
      line.fold();
    } else {
      if (is_quoted && character == "'") line.put("'");
      line.put(character);
    }
    after_blank = is_blank;
    i += character.size();
  }
  if (is_quoted) line.put("'");
}

void append_escaped(Line& line, char32_t code) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  static constexpr struct {
    char32_t code;
    char letter;
  } kShort[] = {{0, '0'},  {7, 'a'},   {8, 'b'},     {9, 't'},    {10, 'n'},   {11, 'v'},     {12, 'f'},    {13, 'r'},
                {27, 'e'}, {'"', '"'}, {'\\', '\\'}, {0x85, 'N'}, {0xA0, '_'}, {0x2028, 'L'}, {0x2029, 'P'}};
  line.put("\\");
  for (const auto& known : kShort) {
    if (known.code == code) return line.put({&known.letter, 1});
  }
  const int digits = code <= 0xFF ? 2 : code <= 0xFFFF ? 4 : 8;
  line.put(digits == 2 ? "x" : digits == 4 ? "u" : "U");
  for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) line.put({&kHex[code >> shift & 15], 1});
}

void append_double_quoted(Line& line, std::string_view text) {
  bool after_blank = false;
  line.put("\"");
  for (std::size_t i = 0; i < text.size();) {
    const auto [code, size] = next_character(text.substr(i));
    const bool is_blank = code == ' ';
    if (!is_printable(code) || code == '"' || code == '\\') {
      append_escaped(line, code);
    } else if (is_blank && !after_blank && i != 0 && i + 1 != text.size() && line.is_long()) {
      line.fold();
      if (text[i + 1] == ' ') line.put("\\");
    } else {
      line.put(text.substr(i, size));
    }
    after_blank = is_blank;
    i += size;
  }
  line.put("\"");
}

// "|", "|-" or "|+", with "2" when the first line would hide the indentation; then the lines.
void append_block(std::string& out, std::string_view text, std::size_t indent) {
  out += '|';
  if (text.front() == ' ' || text.front() == '\n') out += '2';
  if (text.back() != '\n') {
    out += '-';
  } else {
    if (text == "\n" || text.ends_with("\n\n")) out += '+';
    text.remove_suffix(1);
  }
  for (;;) {
    const std::string_view line = text.substr(0, text.find('\n'));
    out += '\n';
    if (!line.empty()) out.append(indent, ' ').append(line);
    if (line.size() == text.size()) return;
    text.remove_prefix(line.size() + 1);
  }
}

void append(std::string& out, std::string_view text, std::size_t indent, bool is_key) {
  const Style style = style_of(text, is_key);
  if (style == Style::Block) return append_block(out, text, indent);
  Line line(out, indent, !is_key);
  if (style == Style::DoubleQuoted) return append_double_quoted(line, text);
  append_flow(line, text, style == Style::SingleQuoted);
}

}  // namespace

void append_yaml_scalar(std::string& out, std::string_view text, std::size_t indent) {
  append(out, text, indent, false);
}

void append_yaml_key(std::string& out, std::string_view text) { append(out, text, 0, true); }

}  // namespace peapod::config
