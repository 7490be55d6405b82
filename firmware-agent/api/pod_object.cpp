#include "firmware-agent/api/pod_object.h"

#include <algorithm>

#include "config/json_writer.h"
#include "config/pod_json.h"
#include "firmware-agent/api/container_status.h"
#include "firmware-agent/runtime/clock.h"
#include "firmware-agent/runtime/qos.h"

namespace peapod::api {
namespace {

void append_labels(config::JsonWriter& json, std::string_view name, const config::Labels& labels) {
  if (labels.empty()) return;
  std::string text;
  config::append_labels_json(text, labels);
  json.key(name);
  json.raw(text);
}

// "containers with unready status: [web sidecar]"
std::string condition_message(const core::Condition& condition, const config::PodSpec& spec) {
  if (condition.incomplete.empty()) return condition.message;
  const bool init = condition.type == core::ConditionType::Initialized;
  std::string text = init ? "containers with incomplete status: [" : "containers with unready status: [";
  for (const auto index : condition.incomplete) {
    if (text.back() != '[') text += ' ';
    text += container_at(spec, index).name;
  }
  return text + "]";
}

void write_resize_condition(config::JsonWriter& json, const char* type,
                            const std::optional<runtime::ResizeCondition>& condition, std::int64_t generation,
                            const runtime::PodControl& pods) {
  if (!condition) return;
  json.begin_object();
  json.field("type", type);
  if (generation > 0) json.field("observedGeneration", generation);
  json.field("status", "True");
  json.key("lastProbeTime");
  json.null();
  json.field("lastTransitionTime", runtime::rfc3339(pods.to_wall(condition->since)));
  json.field_unless_empty("reason", condition->reason);
  json.field_unless_empty("message", condition->message);
  json.end_object();
}

void write_gates(config::JsonWriter& json, const runtime::PodView& view, const runtime::PodControl& pods) {
  for (std::size_t i = 0; i < view.status.gates.size(); ++i) {
    const core::GateState& gate = view.status.gates[i];
    if (gate.status == core::GateStatus::Missing) continue;
    json.begin_object();
    json.field("type", view.pod.spec.readiness_gates[i].condition_type);
    json.field("status", core::name(gate.status));
    json.key("lastProbeTime");
    json.null();
    json.field("lastTransitionTime", runtime::rfc3339(pods.to_wall(gate.since)));
    json.field_unless_empty("reason", view.gate_notes[i].reason);
    json.field_unless_empty("message", view.gate_notes[i].message);
    json.end_object();
  }
}

void write_conditions(config::JsonWriter& json, const runtime::PodView& view, const runtime::PodControl& pods) {
  json.begin_array("conditions");
  const std::int64_t generation = view.status.observed_generation;
  write_resize_condition(json, "PodResizePending", view.resize_pending, generation, pods);
  write_resize_condition(json, "PodResizeInProgress", view.resize_in_progress, generation, pods);
  write_gates(json, view, pods);
  for (const core::Condition& condition : view.status.conditions) {
    if (!condition.is_shown) continue;
    json.begin_object();
    json.field("type", core::name(condition.type));
    if (generation > 0) json.field("observedGeneration", generation);
    json.field("status", condition.is_true ? "True" : "False");
    json.key("lastProbeTime");
    json.null();
    json.field("lastTransitionTime", runtime::rfc3339(pods.to_wall(condition.since)));
    json.field_unless_empty("reason", condition.reason);
    json.field_unless_empty("message", condition_message(condition, view.pod.spec));
    json.end_object();
  }
  json.end_array();
}

// Of spec.resources; what is in force is known when no resize is on its way.
void write_pod_resources(config::JsonWriter& json, const runtime::PodView& view) {
  const config::PodSpec& granted = granted_spec(view);
  if (!granted.resources) return;
  std::string text;
  config::append_amounts_json(text, granted.resources->requests);
  json.key("allocatedResources");
  json.raw(text);
  if (view.resize_in_progress) return;
  text.clear();
  config::append_resources_json(text, *granted.resources);
  json.key("resources");
  json.raw(text);
}

void write_addresses(config::JsonWriter& json, const char* main, const char* all,
                     const std::vector<std::string>& addresses) {
  if (addresses.empty()) return;
  json.field(main, addresses.front());
  json.begin_array(all);
  for (const std::string& address : addresses) {
    json.begin_object();
    json.field("ip", address);
    json.end_object();
  }
  json.end_array();
}

void write_containers(config::JsonWriter& json, const runtime::PodView& view, const runtime::PodControl& pods) {
  const config::PodSpec& spec = view.pod.spec;
  if (!spec.init_containers.empty()) {
    json.begin_array("initContainerStatuses");
    for (std::size_t i = 0; i < spec.init_containers.size(); ++i) write_container_status(json, view, i, pods);
    json.end_array();
  }
  json.begin_array("containerStatuses");
  for (const std::size_t i : main_containers_by_name(spec)) write_container_status(json, view, i, pods);
  json.end_array();
  if (!spec.ephemeral_containers.empty()) {
    json.begin_array("ephemeralContainerStatuses");
    // One that is only to be added has none.
    for (std::size_t i = spec.init_containers.size() + spec.containers.size(); i < view.status.containers.size(); ++i) {
      write_container_status(json, view, i, pods);
    }
    json.end_array();
  }
}

void write_status(config::JsonWriter& json, const runtime::PodView& view, const runtime::PodControl& pods) {
  const config::PodSpec& spec = view.pod.spec;
  json.begin_object();
  if (view.status.observed_generation > 0) json.field("observedGeneration", view.status.observed_generation);
  json.field("phase", core::name(view.status.phase));
  write_conditions(json, view, pods);
  json.field_unless_empty("message", view.message.empty() ? view.status.message : view.message);
  json.field_unless_empty("reason", view.status.reason);
  write_addresses(json, "hostIP", "hostIPs", pods.node().addresses);
  if (spec.host_network) write_addresses(json, "podIP", "podIPs", pods.node().addresses);
  const auto scheduled = static_cast<std::size_t>(core::ConditionType::PodScheduled);
  if (view.status.conditions[scheduled].is_true) {
    json.field("startTime", runtime::rfc3339(pods.to_wall(view.status.start_time)));
  }
  if (view.has_begun) write_containers(json, view, pods);
  json.field("qosClass", runtime::name(runtime::qos_class(spec)));
  write_pod_resources(json, view);
  json.end_object();
}

void write_metadata(config::JsonWriter& json, const runtime::PodView& view) {
  const config::ObjectMeta& meta = view.pod.metadata;
  json.begin_object();
  json.field("name", meta.name);
  json.field("namespace", meta.namespace_);
  json.field("uid", meta.uid);
  json.field("resourceVersion", std::to_string(view.resource_version));
  if (view.policy.generation > 0) json.field("generation", view.policy.generation);
  json.field("creationTimestamp", runtime::rfc3339(view.created));
  if (view.deletion_requested) {
    json.field("deletionTimestamp", runtime::rfc3339(*view.deletion_requested + view.deletion_grace_seconds * 1000));
    json.field("deletionGracePeriodSeconds", view.deletion_grace_seconds);
  }
  append_labels(json, "labels", meta.labels);
  append_labels(json, "annotations", meta.annotations);
  json.end_object();
}

}  // namespace

std::vector<std::size_t> main_containers_by_name(const config::PodSpec& spec) {
  const auto comes_first = [&](std::size_t a, std::size_t b) {
    return container_at(spec, a).name < container_at(spec, b).name;
  };
  std::vector<std::size_t> indexes;
  for (std::size_t i = 0; i < spec.containers.size(); ++i) {
    const std::size_t index = spec.init_containers.size() + i;
    indexes.insert(std::upper_bound(indexes.begin(), indexes.end(), index, comes_first), index);
  }
  return indexes;
}

void append_object(std::string& out, const runtime::PodView& view, const runtime::PodControl& pods) {
  std::string spec;
  config::PodSpec placed = view.pod.spec;
  placed.node_name = pods.node_name();
  config::append_spec_json(spec, placed);
  config::JsonWriter json(out);
  json.begin_object();
  json.field("kind", "Pod");
  json.field("apiVersion", "v1");
  json.key("metadata");
  write_metadata(json, view);
  json.key("spec");
  json.raw(spec);
  json.key("status");
  write_status(json, view, pods);
  json.end_object();
}

std::string find_object(const runtime::PodControl& pods, const std::string& ns, const std::string& name) {
  std::string out;
  pods.with_pod(ns, name, [&](const runtime::PodView& view) { append_object(out, view, pods); });
  return out;
}

const config::PodSpec& granted_spec(const runtime::PodView& view) {
  return view.granted != nullptr ? *view.granted : view.pod.spec;
}

std::string object_as_changed(const runtime::PodView& view, const config::Pod& changed,
                              const runtime::PodControl& pods) {
  config::Pod pod = changed;
  pod.metadata.uid = view.pod.metadata.uid;
  runtime::PodView shown{pod, view.policy, view.status, view.containers};
  shown.created = view.created;
  shown.deletion_requested = view.deletion_requested;
  shown.deletion_grace_seconds = view.deletion_grace_seconds;
  shown.resource_version = view.resource_version;
  shown.message = view.message;
  shown.granted = &granted_spec(view);
  shown.resize_pending = view.resize_pending;
  shown.resize_in_progress = view.resize_in_progress;
  shown.gate_notes = view.gate_notes;
  shown.has_begun = view.has_begun;
  std::string out;
  append_object(out, shown, pods);
  return out;
}

void append_metadata(std::string& out, const runtime::PodView& view) {
  config::JsonWriter json(out);
  write_metadata(json, view);
}

}  // namespace peapod::api
