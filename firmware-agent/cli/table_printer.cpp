#include "firmware-agent/cli/table_printer.h"

#include <algorithm>
#include <cctype>

#include "firmware-agent/cli/tab_writer.h"

namespace peapod::cli {
namespace {

// kubectl's printers.GetNewTabWriter.
constexpr std::size_t kWidthMin = 6;
constexpr std::size_t kPadding = 3;

std::string upper(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return out;
}

// The first line only, and nothing that would move the cursor.
std::string cell_text(const Json& cell) {
  std::string text = scalar_text(cell);
  if (const std::size_t newline = text.find_first_of("\r\n\f"); newline != std::string::npos) {
    text = text.substr(0, newline) + "...";
  }
  std::erase_if(text, [](unsigned char c) { return c < 0x20 || c == 0x7F; });
  return text;
}

}  // namespace

void TablePrinter::choose_columns(const Json& table) {
  if (style_.with_namespace) headers_.emplace_back("NAMESPACE");
  const auto definitions = items(at(table, "columnDefinitions"));
  for (rapidjson::SizeType i = 0; i < definitions.Size(); ++i) {
    const Json& priority = at(definitions[i], "priority");
    if (!style_.wide && priority.IsInt() && priority.GetInt() > 0) continue;
    columns_.push_back(i);
    headers_.push_back(upper(text_at(definitions[i], {"name"})));
  }
  widths_.assign(headers_.size(), kWidthMin);
}

std::string TablePrinter::print(const Json& table) {
  if (columns_.empty()) choose_columns(table);
  std::vector<std::vector<std::string>> lines;
  if (style_.headers && !headers_printed_) lines.push_back(headers_);
  headers_printed_ = true;
  for (const Json& row : items(at(table, "rows"))) {
    std::vector<std::string>& line = lines.emplace_back();
    if (style_.with_namespace) line.emplace_back(text_at(row, {"object", "metadata", "namespace"}));
    const auto cells = items(at(row, "cells"));
    for (const rapidjson::SizeType column : columns_) {
      line.push_back(column < cells.Size() ? cell_text(cells[column]) : std::string());
    }
  }
  std::string out;
  for (const auto& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) widths_[i] = std::max(widths_[i], display_width(line[i]) + kPadding);
  }
  for (const auto& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) {
      out += line[i];
      if (i + 1 < line.size()) out.append(widths_[i] - display_width(line[i]), ' ');
    }
    out += '\n';
  }
  return out;
}

}  // namespace peapod::cli
