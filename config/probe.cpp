#include "config/mapping.h"
#include "config/names.h"
#include "config/readers.h"

namespace peapod::config {
namespace {

void read_port(const Field& field, PortRef& out) {
  if (field.is_number()) {
    field.read(out.number, 1, kPortMax);
  } else if (!field.is_null()) {
    field.read(out.name, port_name);
  }
}

constexpr Member<HttpHeader> kHeaderMembers[] = {
    {"name", [](const Field& field, HttpHeader& out) { field.read(out.name, header_name); }},
    {"value", [](const Field& field, HttpHeader& out) { field.read(out.value, one_line); }},
};

void read_header(const Field& field, HttpHeader& out) {
  read_members(field, "HTTPHeader", kHeaderMembers, out);
  if (field.is_mapping()) field.require("name");
}

constexpr Member<ExecAction> kExecMembers[] = {
    {"command", [](const Field& field, ExecAction& out) { read_list(field, out.command, read_text); }},
};

constexpr Member<HttpGetAction> kHttpGetMembers[] = {
    {"path",
     [](const Field& field, HttpGetAction& out) {
       if (field.is_scalar() && field.text().empty()) return;
       if (field.read(out.path, no_blanks) && !out.path.starts_with('/')) out.path.insert(0, "/");
     }},
    {"port", [](const Field& field, HttpGetAction& out) { read_port(field, out.port); }},
    {"host", [](const Field& field, HttpGetAction& out) { field.read(out.host, no_blanks); }},
    {"scheme",
     [](const Field& field, HttpGetAction&) {
       if (field.text() == "HTTPS") {
         return field.complain("\"HTTPS\" is not supported yet: probes over TLS come later");
       }
       static constexpr Choice<bool> kSchemes[] = {{"HTTP", true}};
       bool ignored = true;
       read_choice(field, kSchemes, ignored);
     }},
    {"httpHeaders", [](const Field& field, HttpGetAction& out) { read_list(field, out.headers, read_header); }},
};

constexpr Member<TcpSocketAction> kTcpSocketMembers[] = {
    {"port", [](const Field& field, TcpSocketAction& out) { read_port(field, out.port); }},
    {"host", [](const Field& field, TcpSocketAction& out) { field.read(out.host, no_blanks); }},
};

constexpr Member<SleepAction> kSleepMembers[] = {
    {"seconds", [](const Field& field, SleepAction& out) { field.read(out.seconds, 0, kSecondsMax); }},
};

void read_exec(const Field& field, Handler& out) {
  read_members(field, "ExecAction", kExecMembers, out.exec.emplace());
  if (!field.is_mapping() || !field.require("command")) return;
  if (field.member("command").is_empty()) field.member("command").complain_found("must name a program");
}

void read_http_get(const Field& field, Handler& out) {
  read_members(field, "HTTPGetAction", kHttpGetMembers, out.http_get.emplace());
  if (field.is_mapping()) field.require("port");
}

void read_tcp_socket(const Field& field, Handler& out) {
  read_members(field, "TCPSocketAction", kTcpSocketMembers, out.tcp_socket.emplace());
  if (field.is_mapping()) field.require("port");
}

void read_sleep(const Field& field, Handler& out) {
  read_members(field, "SleepAction", kSleepMembers, out.sleep.emplace());
  if (field.is_mapping()) field.require("seconds");
}

void check_one_handler(const Field& field, const Handler& handler, std::string_view names) {
  if (!field.is_mapping()) return;
  const int given = handler.exec.has_value() + handler.http_get.has_value() + handler.tcp_socket.has_value() +
                    handler.sleep.has_value();
  if (given == 1) return;
  // A handler that is refused has its own complaint.
  if (given == 0 && (field.member("grpc").present() || field.member("tcpSocket").present())) return;
  field.complain("must have exactly one of " + std::string(names) + ", found " +
                 (given == 0 ? "none" : std::to_string(given)));
}

constexpr Member<Probe> kProbeMembers[] = {
    {"exec", [](const Field& field, Probe& out) { read_exec(field, out.handler); }},
    {"httpGet", [](const Field& field, Probe& out) { read_http_get(field, out.handler); }},
    {"tcpSocket", [](const Field& field, Probe& out) { read_tcp_socket(field, out.handler); }},
    {"initialDelaySeconds", [](const Field& field, Probe& out) { field.read(out.initial_delay_seconds, 0); }},
    {"timeoutSeconds", [](const Field& field, Probe& out) { field.read(out.timeout_seconds, 1); }},
    {"periodSeconds", [](const Field& field, Probe& out) { field.read(out.period_seconds, 1); }},
    {"successThreshold", [](const Field& field, Probe& out) { field.read(out.success_threshold, 1); }},
    {"failureThreshold", [](const Field& field, Probe& out) { field.read(out.failure_threshold, 1); }},
    {"terminationGracePeriodSeconds",
     [](const Field& field, Probe& out) { field.read(out.termination_grace_period_seconds, 1, kSecondsMax); }},
};

constexpr Member<Handler> kHookMembers[] = {
    {"exec", read_exec},
    {"httpGet", read_http_get},
    {"sleep", read_sleep},
};

void read_hook(const Field& field, std::optional<Handler>& out) {
  read_members(field, "LifecycleHandler", kHookMembers, out.emplace());
  check_one_handler(field, *out, "exec, httpGet, sleep");
}

constexpr Member<Lifecycle> kLifecycleMembers[] = {
    {"postStart", [](const Field& field, Lifecycle& out) { read_hook(field, out.post_start); }},
    {"preStop", [](const Field& field, Lifecycle& out) { read_hook(field, out.pre_stop); }},
};

}  // namespace

void read_probe(const Field& field, Probe& out) {
  read_members(field, "Probe", kProbeMembers, out);
  check_one_handler(field, out.handler, "exec, httpGet, tcpSocket");
}

void read_lifecycle(const Field& field, Lifecycle& out) { read_members(field, "Lifecycle", kLifecycleMembers, out); }

}  // namespace peapod::config
