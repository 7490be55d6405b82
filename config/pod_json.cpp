#include "config/pod_json.h"

#include "config/container_json.h"

namespace peapod::config {
namespace {

const char* name_of(RestartPolicy policy) {
  switch (policy) {
    case RestartPolicy::Always:
      return "Always";
    case RestartPolicy::OnFailure:
      return "OnFailure";
    case RestartPolicy::Never:
      return "Never";
  }
  return "";
}

const char* name_of(HostPathType type) {
  switch (type) {
    case HostPathType::Unset:
      return "";
    case HostPathType::DirectoryOrCreate:
      return "DirectoryOrCreate";
    case HostPathType::Directory:
      return "Directory";
    case HostPathType::FileOrCreate:
      return "FileOrCreate";
    case HostPathType::File:
      return "File";
    case HostPathType::Socket:
      return "Socket";
    case HostPathType::CharDevice:
      return "CharDevice";
    case HostPathType::BlockDevice:
      return "BlockDevice";
  }
  return "";
}

void write_labels(JsonWriter& json, const Labels& labels) {
  json.begin_object();
  for (const auto& [key, value] : labels) json.field(key, value);
  json.end_object();
}

void write_volume(JsonWriter& json, const Volume& volume) {
  json.begin_object();
  json.field("name", volume.name);
  if (volume.host_path) {
    json.object("hostPath", [&] {
      json.field("path", volume.host_path->path);
      json.field("type", name_of(volume.host_path->type));
    });
  }
  if (volume.empty_dir) {
    json.object("emptyDir", [&] {
      if (volume.empty_dir->memory) json.field("medium", "Memory");
      if (volume.empty_dir->size_limit) json.field("sizeLimit", volume.empty_dir->size_limit->text);
    });
  }
  json.end_object();
}

void write_security_context(JsonWriter& json, const PodSecurityContext& context) {
  json.object("securityContext", [&] {
    json.field_if_set("runAsUser", context.run_as_user);
    json.field_if_set("runAsGroup", context.run_as_group);
    json.field_if_set("runAsNonRoot", context.run_as_non_root);
    json.list("supplementalGroups", context.supplemental_groups);
    json.field_if_set("fsGroup", context.fs_group);
    if (context.seccomp_unconfined) json.object("seccompProfile", [&] { json.field("type", "Unconfined"); });
  });
}

void write_host_alias(JsonWriter& json, const HostAlias& alias) {
  json.begin_object();
  json.field("ip", alias.ip);
  json.list("hostnames", alias.hostnames);
  json.end_object();
}

void write_spec(JsonWriter& json, const PodSpec& spec) {
  const auto write_one = [&](const Container& container) { write_container(json, container); };
  json.begin_object();
  json.list("volumes", spec.volumes, [&](const Volume& volume) { write_volume(json, volume); });
  json.list("initContainers", spec.init_containers, write_one);
  json.list("containers", spec.containers, write_one);
  json.field("restartPolicy", name_of(spec.restart_policy));
  json.field("terminationGracePeriodSeconds", spec.termination_grace_period_seconds);
  json.field_if_set("activeDeadlineSeconds", spec.active_deadline_seconds);
  json.field("dnsPolicy", spec.dns_policy == DnsPolicy::Default ? "Default" : "ClusterFirst");
  if (!spec.node_selector.empty()) {
    json.key("nodeSelector");
    write_labels(json, spec.node_selector);
  }
  json.field_unless_empty("serviceAccountName", spec.service_account_name);
  json.field_unless_empty("serviceAccount", spec.service_account_name);
  json.field_unless_empty("nodeName", spec.node_name);
  json.field_if("hostNetwork", spec.host_network);
  json.field_if("hostPID", spec.host_pid);
  json.field_if("hostIPC", spec.host_ipc);
  json.field_if("shareProcessNamespace", spec.share_process_namespace);
  write_security_context(json, spec.security_context);
  json.field_unless_empty("hostname", spec.hostname);
  json.field("schedulerName", "default-scheduler");
  json.list("hostAliases", spec.host_aliases, [&](const HostAlias& alias) { write_host_alias(json, alias); });
  json.field("enableServiceLinks", spec.enable_service_links);
  json.end_object();
}

}  // namespace

void append_spec_json(std::string& out, const PodSpec& spec) {
  JsonWriter json(out);
  write_spec(json, spec);
}

std::string pod_spec_to_json(const PodSpec& spec) {
  std::string out;
  append_spec_json(out, spec);
  return out;
}

void append_labels_json(std::string& out, const Labels& labels) {
  JsonWriter json(out);
  write_labels(json, labels);
}

}  // namespace peapod::config
