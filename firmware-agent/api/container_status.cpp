#include "firmware-agent/api/container_status.h"

#include "config/pod_json.h"
#include "firmware-agent/api/pod_object.h"
#include "firmware-agent/runtime/clock.h"

namespace peapod::api {
namespace {

void write_terminated(config::JsonWriter& json, const core::Termination& end, std::string_view message,
                      std::string_view container_id, const runtime::PodControl& pods) {
  json.begin_object("terminated");
  json.field("exitCode", end.exit_code);
  if (end.signal != 0) json.field("signal", end.signal);
  json.field("reason", core::name(end.reason));
  json.field_unless_empty("message", message);
  json.field("startedAt", runtime::rfc3339(pods.to_wall(end.started_at)));
  json.field("finishedAt", runtime::rfc3339(pods.to_wall(end.finished_at)));
  json.field_unless_empty("containerID", container_id);
  json.end_object();
}

void write_state(config::JsonWriter& json, const core::ContainerStatus& status, const runtime::ContainerDetail& detail,
                 const runtime::PodControl& pods) {
  json.begin_object("state");
  switch (status.kind) {
    case core::ContainerStatus::Kind::Waiting:
      json.begin_object("waiting");
      json.field_unless_empty("reason", status.waiting_reason);
      json.field_unless_empty("message", detail.waiting_message);
      json.end_object();
      break;
    case core::ContainerStatus::Kind::Running:
      json.begin_object("running");
      json.field("startedAt", runtime::rfc3339(pods.to_wall(status.started_at)));
      json.end_object();
      break;
    case core::ContainerStatus::Kind::Terminated:
      if (status.terminated) write_terminated(json, *status.terminated, detail.message, detail.container_id, pods);
      break;
  }
  json.end_object();
}

// What it has been granted, and what is in force: of one that does not run, the same.
void write_resources(config::JsonWriter& json, const config::ResourceRequirements& granted,
                     const core::ContainerStatus& status, const runtime::ContainerDetail& detail) {
  std::string text;
  if (granted.requests.cpu || granted.requests.memory || !granted.requests.others.empty()) {
    config::append_amounts_json(text, granted.requests);
    json.key("allocatedResources");
    json.raw(text);
  }
  const bool runs = status.kind == core::ContainerStatus::Kind::Running;
  if (runs && !detail.resources) return;
  text.clear();
  config::append_resources_json(text, runs ? *detail.resources : granted);
  json.key("resources");
  json.raw(text);
}

}  // namespace

void write_container_status(config::JsonWriter& json, const runtime::PodView& view, std::size_t index,
                            const runtime::PodControl& pods) {
  static const runtime::ContainerDetail kNothingKnown;
  const config::Container& container = container_at(view.pod.spec, index);
  const core::ContainerStatus& status = view.status.containers[index];
  const runtime::ContainerDetail& detail = index < view.containers.size() ? view.containers[index] : kNothingKnown;
  json.begin_object();
  json.field("name", container.name);
  write_state(json, status, detail, pods);
  json.begin_object("lastState");
  if (status.last) write_terminated(json, *status.last, detail.last_message, detail.last_container_id, pods);
  json.end_object();
  json.field("ready", status.ready);
  json.field("restartCount", status.restart_count);
  json.field("image", detail.image.empty() ? container.image : detail.image);
  json.field("imageID", detail.image_id);
  json.field_unless_empty("containerID", detail.container_id);
  json.field("started", status.started);
  write_resources(json, container_at(granted_spec(view), index).resources, status, detail);
  json.field_unless_empty("stopSignal", detail.stop_signal);
  json.end_object();
}

}  // namespace peapod::api
