#include "config/mapping.h"
#include "config/names.h"
#include "config/readers.h"

namespace peapod::config {
namespace {

std::string mount_path(std::string_view text) {
  if (std::string wrong = absolute_path(text); !wrong.empty()) return wrong;
  return text.find(':') == std::string_view::npos ? "" : "must not contain ':'";
}

constexpr Choice<PullPolicy> kPullPolicies[] = {
    {"Always", PullPolicy::Always}, {"IfNotPresent", PullPolicy::IfNotPresent}, {"Never", PullPolicy::Never}};
constexpr Choice<Protocol> kProtocols[] = {{"SCTP", Protocol::Sctp}, {"TCP", Protocol::Tcp}, {"UDP", Protocol::Udp}};
constexpr Choice<TerminationMessagePolicy> kMessagePolicies[] = {
    {"FallbackToLogsOnError", TerminationMessagePolicy::FallbackToLogsOnError},
    {"File", TerminationMessagePolicy::File}};

constexpr Member<ContainerPort> kPortMembers[] = {
    {"name",
     [](const Field& field, ContainerPort& out) {
       if (!field.is_scalar() || !field.text().empty()) field.read(out.name, port_name);
     }},
    {"containerPort", [](const Field& field, ContainerPort& out) { field.read(out.container_port, 1, kPortMax); }},
    {"hostPort", [](const Field& field, ContainerPort& out) { field.read(out.host_port, 0, kPortMax); }},
    {"protocol", [](const Field& field, ContainerPort& out) { read_choice(field, kProtocols, out.protocol); }},
};

constexpr Member<VolumeMount> kMountMembers[] = {
    {"name", [](const Field& field, VolumeMount& out) { field.read(out.name, dns_label); }},
    {"mountPath", [](const Field& field, VolumeMount& out) { field.read(out.mount_path, mount_path); }},
    {"readOnly", [](const Field& field, VolumeMount& out) { field.read(out.read_only); }},
    {"recursiveReadOnly",
     [](const Field& field, VolumeMount&) {
       accept_only_text(field, "Disabled", "is not supported yet: only \"Disabled\" is");
     }},
    {"mountPropagation",
     [](const Field& field, VolumeMount&) {
       accept_only_text(field, "None", "is not supported yet: only \"None\" is");
     }},
};

void read_volume_mount(const Field& field, VolumeMount& out) {
  read_members(field, "VolumeMount", kMountMembers, out);
  if (!field.is_mapping()) return;
  field.require("name");
  field.require("mountPath");
}

void read_startup(const Field& field, Container& out) { read_probe(field, out.startup_probe.emplace()); }
void read_liveness(const Field& field, Container& out) { read_probe(field, out.liveness_probe.emplace()); }
void read_readiness(const Field& field, Container& out) { read_probe(field, out.readiness_probe.emplace()); }

// What Kubernetes pulls at every start unless told otherwise: the tag "latest", said or meant, without a
// digest.
bool is_latest(std::string_view image) {
  if (image.find('@') != std::string_view::npos) return false;
  const std::string_view last = image.substr(image.rfind('/') + 1);
  const std::size_t colon = last.find(':');
  return colon == std::string_view::npos || last.substr(colon + 1) == "latest";
}

constexpr Member<Container> kMembers[] = {
    {"name", [](const Field& field, Container& out) { field.read(out.name, dns_label); }},
    {"image", [](const Field& field, Container& out) { field.read(out.image, no_blanks); }},
    {"command", [](const Field& field, Container& out) { read_list(field, out.command, read_text); }},
    {"args", [](const Field& field, Container& out) { read_list(field, out.args, read_text); }},
    {"workingDir", [](const Field& field, Container& out) { field.read(out.working_dir); }},
    {"ports", [](const Field& field, Container& out) { read_list(field, out.ports, read_container_port); }},
    {"env", [](const Field& field, Container& out) { read_list(field, out.env, read_env_var); }},
    {"resources", [](const Field& field, Container& out) { read_resources(field, out.resources); }},
    {"restartPolicy",
     [](const Field& field, Container& out) {
       accept_only_text(field, "Always", "is not supported yet: only \"Always\", in an init container, is");
       out.sidecar = field.text() == "Always";
     }},
    {"volumeMounts",
     [](const Field& field, Container& out) { read_list(field, out.volume_mounts, read_volume_mount); }},
    {"livenessProbe", read_liveness},
    {"readinessProbe", read_readiness},
    {"startupProbe", read_startup},
    {"lifecycle", [](const Field& field, Container& out) { read_lifecycle(field, out.lifecycle); }},
    {"terminationMessagePath",
     [](const Field& field, Container& out) {
       if (!field.is_scalar() || !field.text().empty()) {
         field.read(out.termination_message_path, absolute_path);
       }
     }},
    {"terminationMessagePolicy",
     [](const Field& field, Container& out) { read_choice(field, kMessagePolicies, out.termination_message_policy); }},
    {"imagePullPolicy",
     [](const Field& field, Container& out) { read_choice(field, kPullPolicies, out.image_pull_policy); }},
    {"securityContext", [](const Field& field, Container& out) { read_security_context(field, out.security_context); }},
    {"stdin", [](const Field& field, Container& out) { field.read(out.stdin_open); }},
    {"stdinOnce", [](const Field& field, Container& out) { field.read(out.stdin_once); }},
    {"tty", [](const Field& field, Container& out) { field.read(out.tty); }},
};

}  // namespace

void read_container_port(const Field& field, ContainerPort& out) {
  read_members(field, "ContainerPort", kPortMembers, out);
  if (field.is_mapping()) field.require("containerPort");
}

void read_container(const Field& field, Container& out) {
  read_members(field, "Container", kMembers, out);
  if (!field.is_mapping()) return;
  field.require("name");
  field.require("image");
  if (field.member("imagePullPolicy").text().empty() && is_latest(out.image)) {
    out.image_pull_policy = PullPolicy::Always;
  }
}

}  // namespace peapod::config
