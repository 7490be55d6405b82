#pragma once

// metav1.Table: what kubectl prints. The server computes the columns, so that every client shows the same.

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace peapod::api {

struct Column {
  std::string_view name;
  std::string_view type;  // "string" or "integer".
  int priority = 0;       // 0: always shown, 1: with -o wide.
  std::string_view description;
};

// How much of each object a row carries beside its cells; kubectl asks for metadata.
enum class RowObject : std::uint8_t { None, Metadata, Object };

class TableWriter {
 public:
  // Writes into `out` a table of that resource version; finish() completes it.
  TableWriter(std::string& out, std::span<const Column> columns, std::string_view resource_version);

  // `cells` in the order of the columns, `object` is JSON or empty.
  void row(std::span<const std::string> cells, std::string_view object);
  void finish();

 private:
  std::string& out_;
  std::span<const Column> columns_;
  bool first_row_ = true;
};

}  // namespace peapod::api
