#include "config/lookalike.h"

#include "config/utf8.h"

namespace peapod::config {
namespace {

struct Row {
  char32_t first;
  char32_t last;
  std::string_view name;
  std::string_view instead;
  bool invisible;
};

constexpr Row kRows[] = {
    {0x00A0, 0x00A0, "a no-break space", "a space", true},
    {0x00AB, 0x00AB, "a quotation mark of typography", "\"", false},
    {0x00AD, 0x00AD, "a soft hyphen", "", true},
    {0x00BB, 0x00BB, "a quotation mark of typography", "\"", false},
    {0x2000, 0x200A, "a space of typography", "a space", true},
    {0x200B, 0x200B, "a zero-width space", "", true},
    {0x200C, 0x200D, "a zero-width joiner", "", true},
    {0x200E, 0x200F, "a mark of writing direction", "", true},
    {0x2010, 0x2015, "a dash of typography", "-", false},
    {0x2018, 0x201B, "a single quotation mark of typography", "'", false},
    {0x201C, 0x201F, "a quotation mark of typography", "\"", false},
    {0x2026, 0x2026, "an ellipsis", "...", false},
    {0x2028, 0x2029, "a line separator", "a new line", true},
    {0x202A, 0x202E, "a mark of writing direction", "", true},
    {0x202F, 0x202F, "a narrow no-break space", "a space", true},
    {0x2060, 0x2060, "a word joiner", "", true},
    {0x2066, 0x2069, "a mark of writing direction", "", true},
    {0x2212, 0x2212, "a minus sign of typography", "-", false},
    {0x3000, 0x3000, "a wide space", "a space", true},
    {0xFEFF, 0xFEFF, "a byte order mark", "", true},
    {0xFF1A, 0xFF1A, "a wide colon", ":", false},
};

const Row* row_of(char32_t code) {
  for (const Row& row : kRows) {
    if (code >= row.first && code <= row.last) return &row;
  }
  return nullptr;
}

}  // namespace

std::optional<Lookalike> find_lookalike(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const Character character = first_character(text.substr(at));
    if (const Row* const row = character.code >= 0x80 ? row_of(character.code) : nullptr) {
      return Lookalike{at, character.size, character.code, row->name, row->instead};
    }
    at += character.size == 0 ? 1 : character.size;
  }
  return std::nullopt;
}

std::string explain(const Lookalike& lookalike) {
  std::string out = code_point_name(lookalike.code);
  out.append(", ").append(lookalike.name).append(": ");
  if (lookalike.instead.empty()) return out + "remove it";
  return out.append("write ").append(lookalike.instead).append(" instead");
}

bool is_invisible(char32_t code) {
  const Row* const row = row_of(code);
  return row != nullptr && row->invisible;
}

}  // namespace peapod::config
