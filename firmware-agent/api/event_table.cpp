#include "firmware-agent/api/event_table.h"

#include "firmware-agent/api/age.h"
#include "firmware-agent/api/event_object.h"

namespace peapod::api {

std::span<const Column> event_columns() {
  static constexpr Column kColumns[] = {
      {"Last Seen", "string", 0, "Time since it last happened."},
      {"Type", "string", 0, "Normal or Warning."},
      {"Reason", "string", 0, "What happened, in one word."},
      {"Object", "string", 0, "What it happened to."},
      {"Subobject", "string", 1, "Which part of the object."},
      {"Source", "string", 1, "Who reports it."},
      {"Message", "string", 0, "What happened, for people."},
      {"First Seen", "string", 1, "Time since it first happened."},
      {"Count", "integer", 1, "How often it has happened."},
      {"Name", "string", 1, "Name of the event."},
  };
  return kColumns;
}

std::vector<std::string> table_cells(const runtime::EventView& event, const runtime::PodControl& pods) {
  const runtime::WallTime now = pods.wall_now();
  return {human_duration(now - event.last),
          std::string(event.type),
          event.reason,
          "pod/" + event.pod_name,
          event.field_path,
          std::string(kEventComponent) + ", " + pods.node_name(),
          event.message,
          human_duration(now - event.first),
          std::to_string(event.count),
          event.name};
}

}  // namespace peapod::api
