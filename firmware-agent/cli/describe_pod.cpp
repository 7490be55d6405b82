#include "firmware-agent/cli/describe_pod.h"

#include "firmware-agent/api/age.h"
#include "firmware-agent/api/timestamp.h"
#include "firmware-agent/cli/describe_container.h"

namespace peapod::cli {
namespace {

const Json& status_named(const Json& statuses, std::string_view name) {
  for (const Json& status : items(statuses)) {
    if (text_at(status, {"name"}) == name) return status;
  }
  return at(statuses, "no such container");
}

void describe_containers(Description& out, std::string_view title, const Json& containers, const Json& statuses) {
  if (items(containers).Empty()) return;
  out.line(0, std::string(title) + ":");
  for (const Json& container : items(containers)) {
    describe_container(out, container, status_named(statuses, text_at(container, {"name"})));
  }
}

void describe_head(Description& out, const Json& pod, std::int64_t now_ms) {
  const Json& meta = at(pod, "metadata");
  const Json& status = at(pod, "status");
  out.field(0, "Name", text_at(meta, {"name"}));
  out.field(0, "Namespace", text_at(meta, {"namespace"}));
  out.field(0, "Node", text_at(pod, {"spec", "nodeName"}));
  out.field(0, "Start Time", local_time(text_at(status, {"startTime"})));
  out.mapping("Labels", at(meta, "labels"), "=");
  out.mapping("Annotations", at(meta, "annotations"), ": ");
  if (const auto deletion = api::parse_rfc3339(text_at(meta, {"deletionTimestamp"}))) {
    const std::int64_t grace =
        at(meta, "deletionGracePeriodSeconds").IsInt64() ? at(meta, "deletionGracePeriodSeconds").GetInt64() : 0;
    out.field(0, "Status", "Terminating (lasts " + api::human_duration(now_ms - deletion->ms() + grace * 1000) + ")");
    out.field(0, "Termination Grace Period", std::to_string(grace) + "s");
  } else {
    out.field(0, "Status", text_at(status, {"phase"}));
  }
  if (const auto reason = text_at(status, {"reason"}); !reason.empty()) out.field(0, "Reason", reason);
  if (const auto message = text_at(status, {"message"}); !message.empty()) out.field(0, "Message", message);
  const std::string_view address = text_at(status, {"podIP"});
  out.field(0, "IP", address);
  out.field(0, "IPs", address.empty() ? "<none>" : address);
}

void describe_gates(Description& out, const Json& pod) {
  const auto gates = items(at(pod, {"spec", "readinessGates"}));
  if (gates.Empty()) return;
  out.line(0, "Readiness Gates:\n  Type\tStatus");
  for (const Json& gate : gates) {
    const std::string type = scalar_text(at(gate, "conditionType"));
    std::string status = "<none>";
    for (const Json& condition : items(at(pod, {"status", "conditions"}))) {
      if (text_at(condition, {"type"}) == type) status = scalar_text(at(condition, "status"));
    }
    out.line(1, type + "\t" + status + " ");
  }
}

void describe_conditions(Description& out, const Json& pod) {
  const auto conditions = items(at(pod, {"status", "conditions"}));
  if (conditions.Empty()) return;
  out.line(0, "Conditions:\n  Type\tStatus");
  for (const Json& condition : conditions) {
    out.line(1, scalar_text(at(condition, "type")) + "\t" + scalar_text(at(condition, "status")) + " ");
  }
}

void describe_volume(Description& out, const Json& volume) {
  out.line(1, scalar_text(at(volume, "name")) + ":");
  if (const Json& empty = at(volume, "emptyDir"); empty.IsObject()) {
    const std::string_view limit = text_at(empty, {"sizeLimit"});
    out.field(2, "Type", "EmptyDir (a temporary directory that shares a pod's lifetime)");
    out.field(2, "Medium", text_at(empty, {"medium"}));
    out.field(2, "SizeLimit", limit.empty() ? "<unset>" : limit);
  } else if (const Json& host = at(volume, "hostPath"); host.IsObject()) {
    out.field(2, "Type", "HostPath (bare host directory volume)");
    out.field(2, "Path", text_at(host, {"path"}));
    out.field(2, "HostPathType", text_at(host, {"type"}));
  } else {
    out.field(2, "Type", "<unknown>");
  }
}

void describe_volumes(Description& out, const Json& pod) {
  const auto volumes = items(at(pod, {"spec", "volumes"}));
  if (volumes.Empty()) return out.field(0, "Volumes", "<none>");
  out.line(0, "Volumes:");
  for (const Json& volume : volumes) describe_volume(out, volume);
}

std::string age_since(std::string_view rfc3339, std::int64_t now_ms) {
  const auto time = api::parse_rfc3339(rfc3339);
  return time ? api::human_duration(now_ms - time->ms()) : "<unknown>";
}

// "10s", or "3s (x4 over 2m)" for what has happened more than once.
std::string event_age(const Json& event, std::int64_t now_ms) {
  const std::string last = age_since(text_at(event, {"lastTimestamp"}), now_ms);
  const Json& count = at(event, "count");
  if (!count.IsInt() || count.GetInt() <= 1) return last;
  return last + " (x" + scalar_text(count) + " over " + age_since(text_at(event, {"firstTimestamp"}), now_ms) + ")";
}

void describe_events(Description& out, const Json& events, std::int64_t now_ms) {
  if (items(at(events, "items")).Empty()) return out.field(0, "Events", "<none>");
  out.line(0, "Events:\n  Type\tReason\tAge\tFrom\tMessage");
  out.line(1, "----\t------\t----\t----\t-------");
  for (const Json& event : items(at(events, "items"))) {
    out.line(1, scalar_text(at(event, "type")) + "\t" + scalar_text(at(event, "reason")) + "\t" +
                    event_age(event, now_ms) + "\t" + scalar_text(at(event, {"source", "component"})) + "\t" +
                    scalar_text(at(event, "message")));
  }
}

}  // namespace

std::string describe_pod(const Json& pod, const Json& events, std::int64_t now_ms) {
  const Json& spec = at(pod, "spec");
  const Json& status = at(pod, "status");
  Description out;
  describe_head(out, pod, now_ms);
  describe_containers(out, "Init Containers", at(spec, "initContainers"), at(status, "initContainerStatuses"));
  describe_containers(out, "Containers", at(spec, "containers"), at(status, "containerStatuses"));
  describe_containers(out, "Ephemeral Containers", at(spec, "ephemeralContainers"),
                      at(status, "ephemeralContainerStatuses"));
  describe_gates(out, pod);
  describe_conditions(out, pod);
  describe_volumes(out, pod);
  out.field(0, "QoS Class", text_at(status, {"qosClass"}));
  out.mapping("Node-Selectors", at(spec, "nodeSelector"), "=");
  describe_events(out, events, now_ms);
  return out.aligned();
}

}  // namespace peapod::cli
