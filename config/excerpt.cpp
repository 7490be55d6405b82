#include "config/excerpt.h"

#include <algorithm>

#include "config/lookalike.h"
#include "config/source_line.h"
#include "config/utf8.h"

namespace peapod::config {
namespace {

constexpr std::size_t kTabCells = 8;
constexpr std::size_t kCellsBeforeCaret = 60;  // When the line is cut at its beginning.
constexpr std::string_view kCut = "...";

// How a character is shown, and in how many cells of a terminal.
struct Shown {
  std::string text;
  std::size_t cells = 0;
};

Shown show(std::string_view rest, const Character& character, std::size_t cells_before) {
  if (character.code == '\t') {
    const std::size_t cells = kTabCells - cells_before % kTabCells;
    return {std::string(cells, ' '), cells};
  }
  const bool control = character.code < 0x20 || (character.code >= 0x7F && character.code < 0xA0);
  if (character.size == 0) return {"?", 1};
  if (control || is_invisible(character.code)) {
    std::string name = "<" + code_point_name(character.code) + ">";
    const std::size_t cells = name.size();
    return {std::move(name), cells};
  }
  return {std::string(rest.substr(0, character.size)), display_cells(character.code)};
}

// Where to begin so that the caret is shown: at the line's beginning when that is near enough.
std::size_t first_shown(std::string_view line, std::size_t caret) {
  if (caret + kCellsBeforeCaret / 2 < kExcerptCellsMax) return 0;
  std::size_t begin = caret - kCellsBeforeCaret;
  while (begin < caret && (static_cast<unsigned char>(line[begin]) & 0xC0) == 0x80) ++begin;
  return begin;
}

}  // namespace

Excerpt excerpt_of(std::string_view source, Position position) {
  const SourceLine line = line_number(source, position.line);
  const std::size_t caret = std::min<std::size_t>(position.column - 1, line.text.size());
  const std::size_t caret_end = caret + std::max<std::size_t>(1, word_at(line, position.column).size());
  std::size_t at = first_shown(line.text, caret);

  Excerpt excerpt;
  if (at > 0) excerpt.line = kCut;
  std::size_t cells = excerpt.line.size();
  excerpt.caret = cells;
  std::size_t cells_to_end = 0;
  while (at < line.text.size()) {
    const std::string_view rest = line.text.substr(at);
    const Character character = first_character(rest);
    const Shown shown = show(rest, character, cells);
    if (cells + shown.cells > kExcerptCellsMax) {
      excerpt.line += kCut;
      break;
    }
    excerpt.line += shown.text;
    cells += shown.cells;
    at += std::max<std::size_t>(1, character.size);
    if (at <= caret) excerpt.caret = cells;
    if (at <= caret_end) cells_to_end = cells;
  }
  if (cells_to_end > excerpt.caret) excerpt.caret_size = cells_to_end - excerpt.caret;
  return excerpt;
}

std::uint32_t end_column(std::string_view source, Position position) {
  const std::string_view word = word_at(line_number(source, position.line), position.column);
  return position.column + static_cast<std::uint32_t>(std::max<std::size_t>(1, word.size()));
}

}  // namespace peapod::config
