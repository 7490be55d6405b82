#pragma once

// Characters of UTF-8 text (RFC 3629), one by one.

#include <cstddef>
#include <string>
#include <string_view>

namespace peapod::config {

struct Character {
  char32_t code = 0;
  std::size_t size = 0;  // In bytes; 0 when no character begins here.
};

Character first_character(std::string_view text);

// Cells of a terminal: 0 for what is put over the character before, 2 for East Asian and pictures, else 1.
std::size_t display_cells(char32_t code);

std::string code_point_name(char32_t code);  // "U+00A0"

bool is_valid_utf8(std::string_view text);

// The same text with U+FFFD for each byte that begins no character, as Go's encoding/json prints it.
std::string valid_utf8(std::string_view text);

}  // namespace peapod::config
