#include "firmware-agent/api/event_object.h"

#include "config/json_writer.h"
#include "firmware-agent/runtime/clock.h"

namespace peapod::api {
namespace {

void write_metadata(config::JsonWriter& json, const runtime::EventView& event) {
  json.begin_object();
  json.field("name", event.name);
  json.field("namespace", event.namespace_);
  json.field("uid", event.name);  // The name is unique by itself.
  json.field("resourceVersion", std::to_string(event.resource_version));
  json.field("creationTimestamp", runtime::rfc3339(event.first));
  json.end_object();
}

}  // namespace

void append_object(std::string& out, const runtime::EventView& event, const runtime::PodControl& pods) {
  const std::string node = pods.node_name();
  config::JsonWriter json(out);
  json.begin_object();
  json.field("kind", "Event");
  json.field("apiVersion", "v1");
  json.key("metadata");
  write_metadata(json, event);
  json.begin_object("involvedObject");
  json.field("kind", "Pod");
  json.field("namespace", event.namespace_);
  json.field("name", event.pod_name);
  json.field("uid", event.pod_uid);
  json.field("apiVersion", "v1");
  json.field_unless_empty("fieldPath", event.field_path);
  json.end_object();
  json.field("reason", event.reason);
  json.field("message", event.message);
  json.begin_object("source");
  json.field("component", kEventComponent);
  json.field("host", node);
  json.end_object();
  json.field("firstTimestamp", runtime::rfc3339(event.first));
  json.field("lastTimestamp", runtime::rfc3339(event.last));
  json.field("count", event.count);
  json.field("type", event.type);
  json.key("eventTime");
  json.null();
  json.field("reportingComponent", kEventComponent);
  json.field("reportingInstance", node);
  json.end_object();
}

void append_metadata(std::string& out, const runtime::EventView& event) {
  config::JsonWriter json(out);
  write_metadata(json, event);
}

}  // namespace peapod::api
