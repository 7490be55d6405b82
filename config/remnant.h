#pragma once

// What comes into a manifest by copying and does not belong there: code fences, pieces of shell, templates that nobody
// expanded, unresolved merges, marks for what was left out.

#include <string_view>

namespace peapod::config {

// What the line is and what to do about it; empty when it may be a line of a manifest.
std::string_view explain_remnant(std::string_view line);

inline constexpr std::string_view kTemplate =
    "a template ({{ }}) that was not expanded: run the program it is written for (e.g. helm template) first";

}  // namespace peapod::config
