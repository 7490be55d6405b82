#pragma once

// The line of a mistake with a caret below it, safe to print on a terminal: tabs as blanks, control and invisible
// characters by their names, a long line cut to what is around the caret.

#include <cstdint>
#include <string>
#include <string_view>

#include "config/diagnostic.h"

namespace peapod::config {

inline constexpr std::size_t kExcerptCellsMax = 100;  // Of a terminal's line, without the number before it.

struct Excerpt {
  std::string line;
  std::size_t caret = 0;       // Cells before the caret.
  std::size_t caret_size = 1;  // Cells of what it is about, at least 1.
};

// `source` is the text without its byte order mark.
Excerpt excerpt_of(std::string_view source, Position position);

// The column behind the word at the position: what an editor underlines up to, as `column` counts.
std::uint32_t end_column(std::string_view source, Position position);

}  // namespace peapod::config
