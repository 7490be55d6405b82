#pragma once

// Aligns text in columns with elastic tab stops, as Go's text/tabwriter: a tab ends a cell, and cells that stand in one
// column of consecutive lines are as wide as the widest of them. What follows a line's last tab is not aligned.

#include <string>
#include <string_view>

namespace peapod::cli {

struct TabStyle {
  std::size_t width_min;
  std::size_t padding;
};

inline constexpr TabStyle kDescribeStyle{0, 2};  // kubectl describe.

std::string align(std::string_view text, TabStyle style);

// Columns of a terminal that the text takes: its code points.
std::size_t display_width(std::string_view text);

}  // namespace peapod::cli
