#include "config/source_line.h"

#include <algorithm>

namespace peapod::config {
namespace {

constexpr std::string_view kBlanks = " \t\r";

// Up to the closing quote, or all of it when there is none in this line.
std::size_t quoted_size(std::string_view text) {
  const char quote = text[0];
  for (std::size_t at = 1; at < text.size(); ++at) {
    if (text[at] == '\\' && quote == '"') {
      ++at;
    } else if (text[at] == quote) {
      if (quote == '"' || at + 1 == text.size() || text[at + 1] != quote) return at + 1;
      ++at;  // '' is a quote inside.
    }
  }
  return text.size();
}

// Inside of brackets a scalar ends at more characters.
bool is_in_brackets(std::string_view before) {
  return std::ranges::count_if(before, [](char c) { return c == '[' || c == '{'; }) >
         std::ranges::count_if(before, [](char c) { return c == ']' || c == '}'; });
}

bool ends_plain(std::string_view text, std::size_t at, bool in_brackets) {
  const bool before_blank = at + 1 == text.size() || kBlanks.find(text[at + 1]) != std::string_view::npos;
  if (text[at] == ':') return before_blank;
  if (text[at] == '#') return at > 0 && text[at - 1] == ' ';
  return in_brackets && std::string_view(",[]{}").find(text[at]) != std::string_view::npos;
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) + 1 - begin);
}

std::string_view SourceLine::trimmed() const { return config::trimmed(text); }

std::size_t SourceLine::indentation() const { return std::min(text.find_first_not_of(" \t"), text.size()); }

SourceLine line_at(std::string_view source, std::size_t offset) {
  offset = std::min(offset, source.size());
  const std::size_t begin = offset == 0 ? 0 : source.rfind('\n', offset - 1) + 1;  // npos + 1 is 0: the first line.
  const std::size_t end = std::min(source.find('\n', offset), source.size());
  std::string_view text = source.substr(begin, end - begin);
  if (text.ends_with('\r')) text.remove_suffix(1);
  return {begin, text};
}

SourceLine line_above(std::string_view source, const SourceLine& line) {
  SourceLine above = line;
  while (above.begin > 0) {
    above = line_at(source, above.begin - 1);
    if (const std::string_view words = above.trimmed(); !words.empty() && words[0] != '#') return above;
  }
  return {};
}

SourceLine line_number(std::string_view source, std::uint32_t number) {
  std::size_t begin = 0;
  for (; number > 1; --number) {
    begin = source.find('\n', begin);
    if (begin == std::string_view::npos) return {source.size(), {}};
    ++begin;
  }
  return line_at(source, begin);
}

std::string_view word_at(const SourceLine& line, std::uint32_t column) {
  if (column == 0 || column > line.text.size()) return {};
  const std::string_view rest = line.text.substr(column - 1);
  if (rest[0] == '"' || rest[0] == '\'') return rest.substr(0, quoted_size(rest));
  if (rest[0] == '[' || rest[0] == '{') return rest.substr(0, 1);
  const bool in_brackets = is_in_brackets(line.text.substr(0, column - 1));
  std::size_t end = 1;
  while (end < rest.size() && !ends_plain(rest, end, in_brackets)) ++end;
  const std::string_view word = rest.substr(0, end);
  return word.substr(0, std::max<std::size_t>(1, word.find_last_not_of(kBlanks) + 1));
}

}  // namespace peapod::config
