#pragma once

// The tables of /proc: lines of words.

#include <algorithm>
#include <string_view>

namespace peapod::runtime {

// The next line of the text, which loses it with its end.
inline std::string_view take_line(std::string_view& text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(text.size(), line.size() + 1));
  return line;
}

// The next word of the line, which loses it; empty when there is none.
inline std::string_view take_word(std::string_view& line) {
  constexpr std::string_view kBlanks = " \t";
  const std::size_t begin = line.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return line = {};
  line.remove_prefix(begin);
  const std::string_view word = line.substr(0, line.find_first_of(kBlanks));
  line.remove_prefix(word.size());
  return word;
}

}  // namespace peapod::runtime
