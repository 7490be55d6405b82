#include <algorithm>
#include <utility>

#include "config/rules.h"

namespace peapod::config {
namespace {

void check_host_ports(const Field& field, Container& container, const PodSpec& spec,
                      std::vector<std::pair<std::int32_t, Protocol>>& taken) {
  for (std::size_t i = 0; i < container.ports.size(); ++i) {
    ContainerPort& port = container.ports[i];
    const Field port_field = field.item(i);
    if (!spec.host_network) {
      if (port.host_port == 0) continue;
      port_field.member("hostPort")
          .forbidden(
              "is not supported yet: hostPort needs pod networking (with hostNetwork: true it may equal "
              "containerPort)");
      continue;
    }
    if (port.host_port == 0) port.host_port = port.container_port;
    if (port.host_port != port.container_port) {
      port_field.member("hostPort")
          .invalid("must match `containerPort` when `hostNetwork` is true (" + std::to_string(port.container_port) +
                   ")");
    }
    const std::pair key{port.host_port, port.protocol};
    if (port.host_port != 0 && std::ranges::find(taken, key) != taken.end()) {
      port_field.member("containerPort").duplicate();
    }
    taken.push_back(key);
  }
}

void check_dns(const Field& field, const PodSpec& spec) {
  if (spec.dns_policy != DnsPolicy::None) return;
  const Field config = field.member("dnsConfig");
  if (!config.present()) {
    config.required("must provide `dnsConfig` when `dnsPolicy` is None");
  } else if (spec.dns_config && spec.dns_config->nameservers.empty()) {
    config.member("nameservers").required("must provide at least one DNS nameserver when `dnsPolicy` is None");
  }
}

// Those of a namespace of the box are not the pod's to set (component-helpers/node/util/sysctl GetNamespace).
void check_sysctls(const Field& field, const PodSpec& spec) {
  const std::vector<Sysctl>& sysctls = spec.security_context.sysctls;
  for (std::size_t i = 0; i < sysctls.size(); ++i) {
    std::string name = sysctls[i].name;
    std::ranges::replace(name, '/', '.');
    const auto starts = [&](std::string_view prefix) { return name.starts_with(prefix); };
    const bool is_ipc = name == "kernel.sem" || starts("kernel.shm") || starts("kernel.msg") || starts("fs.mqueue.");
    const Field where = field.item(i).member("name");
    if (spec.host_network && starts("net.")) where.invalid("may not be specified when 'hostNetwork' is true");
    if (spec.host_ipc && is_ipc) where.invalid("may not be specified when 'hostIPC' is true");
  }
}

// pkg/apis/core/validation validateEphemeralContainers.
void check_ephemeral(const Field& field, const Container& container, const PodSpec& spec) {
  std::vector<std::string_view> targets;
  for (const auto* containers : {&spec.init_containers, &spec.containers}) {
    for (const Container& target : *containers) targets.push_back(target.name);
  }
  const std::string& target = container.target_container_name;
  const bool is_known = target.empty() || std::ranges::find(targets, target) != targets.end();
  if (!is_known) field.member("targetContainerName").not_found(targets);
  for (std::size_t i = 0; i < container.volume_mounts.size(); ++i) {
    const Field mount = field.member("volumeMounts").item(i);
    for (const char* key : {"subPath", "subPathExpr"}) {
      if (mount.member(key).present()) mount.member(key).forbidden("cannot be set for an Ephemeral Container");
    }
  }
}

}  // namespace

void check_pod_spec(const Field& field, PodSpec& spec) {
  if (spec.share_process_namespace.value_or(false) && spec.host_pid) {
    field.member("shareProcessNamespace").invalid("ShareProcessNamespace and HostPID cannot both be enabled");
  }
  check_dns(field, spec);
  check_sysctls(field.member("securityContext").member("sysctls"), spec);
  std::vector<std::string_view> volume_names;
  for (std::size_t i = 0; i < spec.volumes.size(); ++i) {
    check_unique(field.member("volumes").item(i).member("name"), spec.volumes[i].name, volume_names);
  }
  std::vector<std::string_view> container_names;
  std::vector<std::pair<std::int32_t, Protocol>> taken;
  const auto check_list = [&](const char* key, std::vector<Container>& containers, bool is_init) {
    for (std::size_t i = 0; i < containers.size(); ++i) {
      const Field container_field = field.member(key).item(i);
      check_unique(container_field.member("name"), containers[i].name, container_names);
      containers[i].sidecar = is_init && containers[i].restart_policy == RestartPolicy::Always;
      check_container(container_field, containers[i], is_init, spec);
      // Init containers are done before the others start, so they do not compete for ports.
      std::vector<std::pair<std::int32_t, Protocol>> own;
      check_host_ports(container_field.member("ports"), containers[i], spec, is_init ? own : taken);
    }
  };
  check_list("initContainers", spec.init_containers, true);
  check_list("containers", spec.containers, false);
  check_list("ephemeralContainers", spec.ephemeral_containers, false);
  for (std::size_t i = 0; i < spec.ephemeral_containers.size(); ++i) {
    check_ephemeral(field.member("ephemeralContainers").item(i), spec.ephemeral_containers[i], spec);
  }
  check_pod_resources(field, spec);
}

}  // namespace peapod::config
