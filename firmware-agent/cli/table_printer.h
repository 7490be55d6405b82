#pragma once

// Prints metav1.Table as kubectl: upper-case headers, columns three blanks apart, widths remembered while watching.

#include <string>
#include <vector>

#include "firmware-agent/cli/json.h"

namespace peapod::cli {

struct TableStyle {
  bool wide = false;            // Columns of priority 1 too.
  bool with_namespace = false;  // A first column NAMESPACE.
  bool headers = true;          // Before the first rows.
};

class TablePrinter {
 public:
  explicit TablePrinter(TableStyle style) : style_(style) {}

  // The text of a table's rows, each line ended; with the headers when they have not been printed yet.
  std::string print(const Json& table);

 private:
  void choose_columns(const Json& table);

  TableStyle style_;
  bool headers_printed_ = false;
  std::vector<std::string> headers_;
  std::vector<rapidjson::SizeType> columns_;  // Indexes of the cells shown.
  std::vector<std::size_t> widths_;
};

}  // namespace peapod::cli
