#include "firmware-agent/cli/describe_container.h"

#include <algorithm>
#include <string>
#include <vector>

namespace peapod::cli {
namespace {

std::string joined(const Json& list, std::string_view separator) {
  std::string out;
  for (const Json& item : items(list)) {
    if (!out.empty()) out += separator;
    out += scalar_text(item);
  }
  return out;
}

std::string number_or(const Json& value, std::string_view otherwise) {
  return value.IsNull() ? std::string(otherwise) : scalar_text(value);
}

std::string action_text(const Json& handler) {
  if (const Json& exec = at(handler, "exec"); exec.IsObject()) return "exec [" + joined(at(exec, "command"), " ") + "]";
  if (const Json& http = at(handler, "httpGet"); http.IsObject()) {
    std::string scheme(text_at(http, {"scheme"}));
    for (char& c : scheme) c = static_cast<char>(c | 0x20);
    std::string path(text_at(http, {"path"}));
    if (!path.starts_with('/')) path.insert(0, "/");
    return "http-get " + (scheme.empty() ? "http" : scheme) + "://" + scalar_text(at(http, "host")) + ":" +
           scalar_text(at(http, "port")) + path;
  }
  if (const Json& tcp = at(handler, "tcpSocket"); tcp.IsObject()) {
    return "tcp-socket " + scalar_text(at(tcp, "host")) + ":" + scalar_text(at(tcp, "port"));
  }
  if (const Json& grpc = at(handler, "grpc"); grpc.IsObject()) {
    return "grpc <pod>:" + scalar_text(at(grpc, "port")) + " " + std::string(text_at(grpc, {"service"}));
  }
  return "unknown";
}

void describe_list(Description& out, std::string_view name, const Json& list) {
  if (items(list).Empty()) return;
  out.line(2, std::string(name) + ":");
  for (const Json& item : items(list)) {
    std::string_view rest = text_of(item);
    for (bool more = true; more;) {
      const std::size_t newline = rest.find('\n');
      more = newline != std::string_view::npos;
      out.line(3, rest.substr(0, newline));
      if (more) rest.remove_prefix(newline + 1);
    }
  }
}

void describe_ports(Description& out, const Json& container) {
  std::string ports;
  std::string host_ports;
  for (const Json& port : items(at(container, "ports"))) {
    const std::string protocol(text_at(port, {"protocol"}));
    if (!ports.empty()) {
      ports += ", ";
      host_ports += ", ";
    }
    ports += scalar_text(at(port, "containerPort")) + "/" + protocol;
    host_ports += number_or(at(port, "hostPort"), "0") + "/" + protocol;
  }
  const bool several = ports.find(',') != std::string::npos;
  out.field(2, several ? "Ports" : "Port", ports.empty() ? "<none>" : ports);
  out.field(2, several ? "Host Ports" : "Host Port", host_ports.empty() ? "<none>" : host_ports);
}

void describe_state(Description& out, std::string_view name, const Json& state) {
  if (const Json& running = at(state, "running"); running.IsObject()) {
    out.field(2, name, "Running");
    out.field(3, "Started", local_time(text_at(running, {"startedAt"})));
  } else if (const Json& waiting = at(state, "waiting"); waiting.IsObject()) {
    out.field(2, name, "Waiting");
    if (const auto reason = text_at(waiting, {"reason"}); !reason.empty()) out.field(3, "Reason", reason);
    if (const auto message = text_at(waiting, {"message"}); !message.empty()) out.field(3, "Message", message);
  } else if (const Json& ended = at(state, "terminated"); ended.IsObject()) {
    out.field(2, name, "Terminated");
    if (const auto reason = text_at(ended, {"reason"}); !reason.empty()) out.field(3, "Reason", reason);
    if (const auto message = text_at(ended, {"message"}); !message.empty()) out.field(3, "Message", message);
    out.field(3, "Exit Code", scalar_text(at(ended, "exitCode")));
    if (const Json& signal = at(ended, "signal"); !signal.IsNull()) out.field(3, "Signal", scalar_text(signal));
    out.field(3, "Started", local_time(text_at(ended, {"startedAt"})));
    out.field(3, "Finished", local_time(text_at(ended, {"finishedAt"})));
  } else if (name == "State") {
    out.field(2, name, "Waiting");
  }
}

void describe_resources(Description& out, std::string_view name, const Json& list) {
  if (!list.IsObject() || list.MemberCount() == 0) return;
  out.line(2, std::string(name) + ":");
  for (const std::string_view resource : {"cpu", "memory"}) {
    if (const Json& amount = at(list, resource); !amount.IsNull()) out.field(3, resource, scalar_text(amount));
  }
}

void describe_environment(Description& out, const Json& container) {
  const auto variables = items(at(container, "env"));
  if (variables.Empty()) return out.field(2, "Environment", "<none>");
  out.line(2, "Environment:");
  for (const Json& variable : variables) {
    const Json& field = at(variable, {"valueFrom", "fieldRef"});
    const std::string value =
        field.IsObject() ? " (" + scalar_text(at(field, "apiVersion")) + ":" + scalar_text(at(field, "fieldPath")) + ")"
                         : scalar_text(at(variable, "value"));
    out.field(3, text_at(variable, {"name"}), value);
  }
}

void describe_mounts(Description& out, const Json& container) {
  std::vector<std::string> lines;
  for (const Json& mount : items(at(container, "volumeMounts"))) {
    lines.push_back(scalar_text(at(mount, "mountPath")) + " from " + scalar_text(at(mount, "name")) +
                    (at(mount, "readOnly").IsTrue() ? " (ro)" : " (rw)"));
  }
  if (lines.empty()) return out.field(2, "Mounts", "<none>");
  std::sort(lines.begin(), lines.end());
  out.line(2, "Mounts:");
  for (const std::string& line : lines) out.line(3, line);
}

}  // namespace

std::string probe_text(const Json& probe) {
  return action_text(probe) + " delay=" + number_or(at(probe, "initialDelaySeconds"), "0") +
         "s timeout=" + number_or(at(probe, "timeoutSeconds"), "1") +
         "s period=" + number_or(at(probe, "periodSeconds"), "10") +
         "s #success=" + number_or(at(probe, "successThreshold"), "1") +
         " #failure=" + number_or(at(probe, "failureThreshold"), "3");
}

void describe_container(Description& out, const Json& container, const Json& status) {
  out.line(1, scalar_text(at(container, "name")) + ":");
  if (status.IsObject()) out.field(2, "Container ID", text_at(status, {"containerID"}));
  out.field(2, "Image", text_at(container, {"image"}));
  if (status.IsObject()) out.field(2, "Image ID", text_at(status, {"imageID"}));
  describe_ports(out, container);
  describe_list(out, "Command", at(container, "command"));
  describe_list(out, "Args", at(container, "args"));
  if (status.IsObject()) {
    describe_state(out, "State", at(status, "state"));
    describe_state(out, "Last State", at(status, "lastState"));
    out.field(2, "Ready", at(status, "ready").IsTrue() ? "True" : "False");
    out.field(2, "Restart Count", scalar_text(at(status, "restartCount")));
  }
  describe_resources(out, "Limits", at(container, {"resources", "limits"}));
  describe_resources(out, "Requests", at(container, {"resources", "requests"}));
  struct Named {
    std::string_view title;
    std::string_view member;
  };
  for (const Named probe :
       {Named{"Liveness", "livenessProbe"}, Named{"Readiness", "readinessProbe"}, Named{"Startup", "startupProbe"}}) {
    if (const Json& value = at(container, probe.member); value.IsObject()) out.field(2, probe.title, probe_text(value));
  }
  describe_environment(out, container);
  describe_mounts(out, container);
}

}  // namespace peapod::cli
