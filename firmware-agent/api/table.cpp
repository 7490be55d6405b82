#include "firmware-agent/api/table.h"

#include "config/json_writer.h"

namespace peapod::api {

TableWriter::TableWriter(std::string& out, std::span<const Column> columns, std::string_view resource_version)
    : out_(out), columns_(columns) {
  out_ += R"({"kind":"Table","apiVersion":"meta.k8s.io/v1","metadata":{"resourceVersion":")";
  out_.append(resource_version).append(R"("},"columnDefinitions":)");
  config::JsonWriter json(out_);
  json.begin_array();
  for (const Column& column : columns_) {
    json.begin_object();
    json.field("name", column.name);
    json.field("type", column.type);
    json.field("format", column.name == "Name" ? "name" : "");
    json.field("description", column.description);
    json.field("priority", column.priority);
    json.end_object();
  }
  json.end_array();
  out_ += R"(,"rows":[)";
}

void TableWriter::row(std::span<const std::string> cells, std::string_view object) {
  if (!first_row_) out_ += ',';
  first_row_ = false;
  config::JsonWriter json(out_);
  json.begin_object();
  json.begin_array("cells");
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i].type == "integer") json.raw(cells[i]);
    if (columns_[i].type != "integer") json.value(cells[i]);
  }
  json.end_array();
  if (!object.empty()) {
    json.key("object");
    json.raw(object);
  }
  json.end_object();
}

void TableWriter::finish() { out_ += "]}"; }

}  // namespace peapod::api
