#include "firmware-agent/cli/tab_writer.h"

#include <algorithm>
#include <vector>

namespace peapod::cli {
namespace {

using Line = std::vector<std::string_view>;  // Cells; the last one was not ended by a tab.

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

class Formatter {
 public:
  Formatter(std::vector<Line> lines, TabStyle style)
      : lines_(std::move(lines)), style_(style), widths_(lines_.size()) {}

  std::string format() {
    measure(0, lines_.size(), 0);
    std::string out;
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      for (std::size_t cell = 0; cell < lines_[i].size(); ++cell) {
        out += lines_[i][cell];
        if (cell + 1 < lines_[i].size()) out.append(widths_[i][cell] - display_width(lines_[i][cell]), ' ');
      }
      if (i + 1 < lines_.size()) out += '\n';
    }
    return out;
  }

 private:
  // Sets the width of each block of consecutive lines which have a cell in that column.
  void measure(std::size_t begin, std::size_t end, std::size_t column) {
    const auto has_cell = [&](std::size_t line) { return lines_[line].size() > column + 1; };
    while (begin < end) {
      if (!has_cell(begin)) {
        ++begin;
        continue;
      }
      std::size_t width = style_.width_min;
      std::size_t block_end = begin;
      for (; block_end < end && has_cell(block_end); ++block_end) {
        width = std::max(width, display_width(lines_[block_end][column]) + style_.padding);
      }
      for (std::size_t line = begin; line < block_end; ++line) widths_[line].push_back(width);
      measure(begin, block_end, column + 1);
      begin = block_end;
    }
  }

  std::vector<Line> lines_;
  TabStyle style_;
  std::vector<std::vector<std::size_t>> widths_;
};

}  // namespace

std::size_t display_width(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string align(std::string_view text, TabStyle style) {
  std::vector<Line> lines;
  for (const std::string_view line : split(text, '\n')) lines.push_back(split(line, '\t'));
  return Formatter(std::move(lines), style).format();
}

}  // namespace peapod::cli
