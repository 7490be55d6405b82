#pragma once

// One line of a text: what mistakes are explained by and shown in.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace peapod::config {

struct SourceLine {
  std::size_t begin = 0;  // Offset of its first byte.
  std::string_view text;  // Without the "\n", "\r\n" at its end.

  std::size_t indentation() const;   // Of blanks and tabs.
  std::string_view trimmed() const;  // Without blanks and tabs at both ends.
};

SourceLine line_at(std::string_view source, std::size_t offset);

// The nearest line above with more than blanks and a comment in it; an empty one when there is none.
SourceLine line_above(std::string_view source, const SourceLine& line);

// The line with this number, from 1; an empty one when there are fewer.
SourceLine line_number(std::string_view source, std::uint32_t number);

// The key or scalar that begins in this column, from 1, with its quotes; what is no scalar shows its first character.
std::string_view word_at(const SourceLine& line, std::uint32_t column);

std::string_view trimmed(std::string_view text);

}  // namespace peapod::config
