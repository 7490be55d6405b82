#include "firmware-agent/api/event_object.h"

#include "firmware-agent/api/json_writer.h"
#include "firmware-agent/runtime/clock.h"

namespace peapod::api {
namespace {

void write_metadata(JsonWriter& json, const runtime::EventView& event) {
  json.begin_object();
  json.member("name", event.name);
  json.member("namespace", event.namespace_);
  json.member("uid", event.name);  // The name is unique by itself.
  json.member("resourceVersion", std::to_string(event.resource_version));
  json.member("creationTimestamp", runtime::rfc3339(event.first));
  json.end_object();
}

}  // namespace

void append_object(std::string& out, const runtime::EventView& event, const runtime::PodControl& pods) {
  const std::string node = pods.node_name();
  JsonWriter json(out);
  json.begin_object();
  json.member("kind", "Event");
  json.member("apiVersion", "v1");
  json.key("metadata");
  write_metadata(json, event);
  json.begin_object("involvedObject");
  json.member("kind", "Pod");
  json.member("namespace", event.namespace_);
  json.member("name", event.pod_name);
  json.member("uid", event.pod_uid);
  json.member("apiVersion", "v1");
  json.member_unless_empty("fieldPath", event.field_path);
  json.end_object();
  json.member("reason", event.reason);
  json.member("message", event.message);
  json.begin_object("source");
  json.member("component", kEventComponent);
  json.member("host", node);
  json.end_object();
  json.member("firstTimestamp", runtime::rfc3339(event.first));
  json.member("lastTimestamp", runtime::rfc3339(event.last));
  json.member("count", event.count);
  json.member("type", event.type);
  json.key("eventTime");
  json.null();
  json.member("reportingComponent", kEventComponent);
  json.member("reportingInstance", node);
  json.end_object();
}

void append_metadata(std::string& out, const runtime::EventView& event) {
  JsonWriter json(out);
  write_metadata(json, event);
}

}  // namespace peapod::api
