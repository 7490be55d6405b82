#include "config/agent_config.h"

#include <algorithm>
#include <utility>

#include "config/encoding.h"
#include "config/field.h"
#include "config/json_writer.h"
#include "config/remark.h"

namespace peapod::config {
namespace {

bool is_setting(const schema::Row& row) { return row.member.is_stored(); }

void check_is(const Field& object, const char* name, std::string_view wanted) {
  const Field field = object.member(name);
  if (!object.require(name) || !field.expect_text() || field.text() == wanted) return;
  const std::string_view known[] = {wanted};
  field.not_supported(known);
}

}  // namespace

AgentConfigText read_agent_config(std::string_view text, AgentConfig& config) {
  AgentConfigText read;
  const Tree tree = Tree::parse(text, read.diagnostics);
  Reading reading{tree, read.diagnostics, read.notes};
  for (const NodeId root : tree.roots()) {
    const Field object(reading, root);
    if (root != tree.roots().front()) {
      object.invalid("there is a second document: settings are one");
      break;
    }
    if (!object.expect_mapping()) break;
    check_is(object, "apiVersion", "peapod.dev/v1alpha1");
    check_is(object, "kind", "AgentConfig");
    schema::read_object(object, schema::kAgentConfig, &config);
    object.each_member([&](std::string_view key, const Field& value) {
      const schema::Row* const row = schema::find_row(schema::kAgentConfig, key);
      if (row != nullptr && is_setting(*row) && value.present()) {
        read.settings.push_back({std::string(key), value.position()});
      }
    });
  }
  sort_by_position(read.diagnostics);
  add_remarks(without_byte_order_mark(text), read.diagnostics);
  return read;
}

std::string agent_config_to_json(const AgentConfig& config) {
  std::string out;
  JsonWriter json(out);
  schema::write_object(json, schema::kAgentConfig, &config);
  return out;
}

std::string setting_to_json(const AgentConfig& config, std::string_view name) {
  const schema::Row& row = *schema::find_row(schema::kAgentConfig, name);
  std::string out;
  JsonWriter json(out);
  row.member.type->write(json, *row.member.type, row.member.get(&config));
  return out;
}

std::vector<std::string_view> setting_names() {
  std::vector<std::string_view> names;
  for (const schema::Row& row : schema::kAgentConfig.rows) {
    if (is_setting(row)) names.emplace_back(row.name);
  }
  return names;
}

}  // namespace peapod::config
