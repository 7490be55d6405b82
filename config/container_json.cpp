#include "config/container_json.h"

namespace peapod::config {
namespace {

const char* name_of(PullPolicy policy) {
  switch (policy) {
    case PullPolicy::Always:
      return "Always";
    case PullPolicy::IfNotPresent:
      return "IfNotPresent";
    case PullPolicy::Never:
      return "Never";
  }
  return "";
}

const char* name_of(Protocol protocol) {
  switch (protocol) {
    case Protocol::Tcp:
      return "TCP";
    case Protocol::Udp:
      return "UDP";
    case Protocol::Sctp:
      return "SCTP";
  }
  return "";
}

void write_port_ref(JsonWriter& json, const PortRef& port) {
  if (port.name.empty()) {
    json.field("port", port.number);
  } else {
    json.field("port", port.name);
  }
}

void write_handler(JsonWriter& json, const Handler& handler) {
  if (handler.exec) json.object("exec", [&] { json.list("command", handler.exec->command); });
  if (handler.http_get) {
    const HttpGetAction& get = *handler.http_get;
    json.object("httpGet", [&] {
      json.field("path", get.path);
      write_port_ref(json, get.port);
      json.field_unless_empty("host", get.host);
      json.field("scheme", "HTTP");
      json.list("httpHeaders", get.headers, [&](const HttpHeader& header) {
        json.begin_object();
        json.field("name", header.name);
        json.field("value", header.value);
        json.end_object();
      });
    });
  }
  if (handler.tcp_socket) {
    json.object("tcpSocket", [&] {
      write_port_ref(json, handler.tcp_socket->port);
      json.field_unless_empty("host", handler.tcp_socket->host);
    });
  }
  if (handler.sleep) json.object("sleep", [&] { json.field("seconds", handler.sleep->seconds); });
}

void write_probe(JsonWriter& json, const char* name, const std::optional<Probe>& probe) {
  if (!probe) return;
  json.object(name, [&] {
    write_handler(json, probe->handler);
    if (probe->initial_delay_seconds != 0) json.field("initialDelaySeconds", probe->initial_delay_seconds);
    json.field("timeoutSeconds", probe->timeout_seconds);
    json.field("periodSeconds", probe->period_seconds);
    json.field("successThreshold", probe->success_threshold);
    json.field("failureThreshold", probe->failure_threshold);
    json.field_if_set("terminationGracePeriodSeconds", probe->termination_grace_period_seconds);
  });
}

void write_lifecycle(JsonWriter& json, const Lifecycle& lifecycle) {
  if (!lifecycle.post_start && !lifecycle.pre_stop) return;
  json.object("lifecycle", [&] {
    if (lifecycle.post_start) json.object("postStart", [&] { write_handler(json, *lifecycle.post_start); });
    if (lifecycle.pre_stop) json.object("preStop", [&] { write_handler(json, *lifecycle.pre_stop); });
  });
}

void write_resource_list(JsonWriter& json, const char* name, const ResourceList& list) {
  if (!list.cpu && !list.memory) return;
  json.object(name, [&] {
    if (list.cpu) json.field("cpu", list.cpu->text);
    if (list.memory) json.field("memory", list.memory->text);
  });
}

void write_port(JsonWriter& json, const ContainerPort& port) {
  json.begin_object();
  json.field_unless_empty("name", port.name);
  if (port.host_port != 0) json.field("hostPort", port.host_port);
  json.field("containerPort", port.container_port);
  json.field("protocol", name_of(port.protocol));
  json.end_object();
}

void write_env_var(JsonWriter& json, const EnvVar& variable) {
  json.begin_object();
  json.field("name", variable.name);
  json.field_unless_empty("value", variable.value);
  if (variable.source == EnvVar::Source::FieldRef) {
    json.object("valueFrom", [&] {
      json.object("fieldRef", [&] {
        json.field("apiVersion", "v1");
        json.field("fieldPath", variable.field_path);
      });
    });
  }
  json.end_object();
}

void write_volume_mount(JsonWriter& json, const VolumeMount& mount) {
  json.begin_object();
  json.field("name", mount.name);
  json.field_if("readOnly", mount.read_only);
  json.field("mountPath", mount.mount_path);
  json.end_object();
}

bool is_default(const SecurityContext& context) {
  return context.capabilities_add.empty() && context.capabilities_drop.empty() && !context.privileged &&
         !context.run_as_user && !context.run_as_group && !context.run_as_non_root &&
         !context.read_only_root_filesystem && !context.allow_privilege_escalation && !context.seccomp_unconfined;
}

void write_security_context(JsonWriter& json, const SecurityContext& context) {
  if (is_default(context)) return;
  json.object("securityContext", [&] {
    if (!context.capabilities_add.empty() || !context.capabilities_drop.empty()) {
      json.object("capabilities", [&] {
        json.list("add", context.capabilities_add);
        json.list("drop", context.capabilities_drop);
      });
    }
    json.field_if_set("privileged", context.privileged);
    json.field_if_set("runAsUser", context.run_as_user);
    json.field_if_set("runAsGroup", context.run_as_group);
    json.field_if_set("runAsNonRoot", context.run_as_non_root);
    json.field_if("readOnlyRootFilesystem", context.read_only_root_filesystem);
    json.field_if_set("allowPrivilegeEscalation", context.allow_privilege_escalation);
    if (context.seccomp_unconfined) json.object("seccompProfile", [&] { json.field("type", "Unconfined"); });
  });
}

}  // namespace

void write_container(JsonWriter& json, const Container& container) {
  json.begin_object();
  json.field("name", container.name);
  json.field_unless_empty("image", container.image);
  json.list("command", container.command);
  json.list("args", container.args);
  json.field_unless_empty("workingDir", container.working_dir);
  json.list("ports", container.ports, [&](const ContainerPort& port) { write_port(json, port); });
  json.list("env", container.env, [&](const EnvVar& variable) { write_env_var(json, variable); });
  json.object("resources", [&] {
    write_resource_list(json, "limits", container.resources.limits);
    write_resource_list(json, "requests", container.resources.requests);
  });
  if (container.sidecar) json.field("restartPolicy", "Always");
  json.list("volumeMounts", container.volume_mounts,
            [&](const VolumeMount& mount) { write_volume_mount(json, mount); });
  write_probe(json, "livenessProbe", container.liveness_probe);
  write_probe(json, "readinessProbe", container.readiness_probe);
  write_probe(json, "startupProbe", container.startup_probe);
  write_lifecycle(json, container.lifecycle);
  json.field("terminationMessagePath", container.termination_message_path);
  const bool falls_back = container.termination_message_policy == TerminationMessagePolicy::FallbackToLogsOnError;
  json.field("terminationMessagePolicy", falls_back ? "FallbackToLogsOnError" : "File");
  json.field("imagePullPolicy", name_of(container.image_pull_policy));
  write_security_context(json, container.security_context);
  json.field_if("stdin", container.stdin_open);
  json.field_if("stdinOnce", container.stdin_once);
  json.field_if("tty", container.tty);
  json.end_object();
}

}  // namespace peapod::config
