#include "config/pod_spec.h"

#include "config/mapping.h"
#include "config/names.h"
#include "config/readers.h"

namespace peapod::config {
namespace {

constexpr Choice<RestartPolicy> kRestartPolicies[] = {
    {"Always", RestartPolicy::Always}, {"OnFailure", RestartPolicy::OnFailure}, {"Never", RestartPolicy::Never}};

void read_dns_policy(const Field& field, PodSpec& out) {
  if (field.text() == "None" || field.text() == "ClusterFirstWithHostNet") {
    return field.complain(quoted(field.text()) +
                          " is not supported yet: \"Default\" and \"ClusterFirst\" are, both mean the resolv.conf of "
                          "this box");
  }
  static constexpr Choice<DnsPolicy> kPolicies[] = {{"ClusterFirst", DnsPolicy::ClusterFirst},
                                                    {"Default", DnsPolicy::Default}};
  read_choice(field, kPolicies, out.dns_policy);
}

void read_service_account(const Field& field, PodSpec& out) {
  accept_only_text(field, "default", "is not supported: no accounts are issued on one box");
  out.service_account_name = field.text();
}

void read_hostname(const Field& item, std::string& out) { item.read(out, dns_subdomain); }

constexpr Member<HostAlias> kHostAliasMembers[] = {
    {"ip", [](const Field& field, HostAlias& out) { field.read(out.ip, ip_address); }},
    {"hostnames", [](const Field& field, HostAlias& out) { read_list(field, out.hostnames, read_hostname); }},
};

void read_host_alias(const Field& field, HostAlias& out) {
  read_members(field, "HostAlias", kHostAliasMembers, out);
  if (field.is_mapping()) field.require("ip");
}

constexpr Member<PodSpec> kOsMembers[] = {
    {"name",
     [](const Field& field, PodSpec&) { accept_only_text(field, "linux", "is not supported: this box runs Linux"); }},
};

// Addressed to the scheduler only: on one box without taints it changes nothing, whatever it says.
void ignore_list(const Field& field, PodSpec&) { field.expect_sequence(); }
void ignore_text(const Field& field, PodSpec&) { field.expect_text(); }

constexpr Member<PodSpec> kMembers[] = {
    {"volumes", [](const Field& field, PodSpec& out) { read_list(field, out.volumes, read_volume); }},
    {"initContainers", [](const Field& field, PodSpec& out) { read_list(field, out.init_containers, read_container); }},
    {"containers", [](const Field& field, PodSpec& out) { read_list(field, out.containers, read_container); }},
    {"restartPolicy",
     [](const Field& field, PodSpec& out) { read_choice(field, kRestartPolicies, out.restart_policy); }},
    {"terminationGracePeriodSeconds",
     [](const Field& field, PodSpec& out) { field.read(out.termination_grace_period_seconds, 0, kSecondsMax); }},
    {"activeDeadlineSeconds",
     [](const Field& field, PodSpec& out) { field.read(out.active_deadline_seconds, 1, kSecondsMax); }},
    {"dnsPolicy", read_dns_policy},
    {"nodeSelector", [](const Field& field, PodSpec& out) { read_labels(field, out.node_selector); }},
    {"serviceAccountName", read_service_account},
    {"serviceAccount", read_service_account},
    {"automountServiceAccountToken",
     [](const Field& field, PodSpec&) {
       accept_only_bool(field, false, "is not supported: no tokens are issued on one box");
     }},
    {"nodeName",
     [](const Field& field, PodSpec& out) {
       if (!field.is_scalar() || !field.text().empty()) field.read(out.node_name, dns_subdomain);
     }},
    {"hostNetwork", [](const Field& field, PodSpec& out) { field.read(out.host_network); }},
    {"hostPID", [](const Field& field, PodSpec& out) { field.read(out.host_pid); }},
    {"hostIPC", [](const Field& field, PodSpec& out) { field.read(out.host_ipc); }},
    {"shareProcessNamespace", [](const Field& field, PodSpec& out) { field.read(out.share_process_namespace); }},
    {"securityContext",
     [](const Field& field, PodSpec& out) { read_pod_security_context(field, out.security_context); }},
    {"hostname",
     [](const Field& field, PodSpec& out) {
       if (!field.is_scalar() || !field.text().empty()) field.read(out.hostname, dns_label);
     }},
    {"schedulerName",
     [](const Field& field, PodSpec&) {
       accept_only_text(field, "default-scheduler", "is not supported: no scheduler runs on one box");
     }},
    {"tolerations", ignore_list},
    {"hostAliases", [](const Field& field, PodSpec& out) { read_list(field, out.host_aliases, read_host_alias); }},
    {"enableServiceLinks", [](const Field& field, PodSpec& out) { field.read(out.enable_service_links); }},
    {"preemptionPolicy", ignore_text},
    {"topologySpreadConstraints", ignore_list},
    {"setHostnameAsFQDN",
     [](const Field& field, PodSpec&) {
       accept_only_bool(field, false, "is not supported yet: DNS settings come with pod networking");
     }},
    {"os", [](const Field& field, PodSpec& out) { read_members(field, "PodOS", kOsMembers, out); }},
    {"hostUsers", [](const Field& field,
                     PodSpec&) { accept_only_bool(field, true, "is not supported yet: user namespaces come later"); }},
};

}  // namespace

void read_pod_spec(const Field& field, PodSpec& out) {
  read_members(field, "PodSpec", kMembers, out);
  if (!field.is_mapping() || !field.require("containers")) return;
  const Field containers = field.member("containers");
  if (containers.is_sequence() && containers.is_empty()) containers.complain("must have at least one, found none");
}

}  // namespace peapod::config
