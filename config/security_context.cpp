#include "config/mapping.h"
#include "config/names.h"
#include "config/readers.h"

namespace peapod::config {
namespace {

void read_capability(const Field& field, std::string& out) { field.read(out, capability); }

constexpr Member<SecurityContext> kCapabilityMembers[] = {
    {"add", [](const Field& field, SecurityContext& out) { read_list(field, out.capabilities_add, read_capability); }},
    {"drop",
     [](const Field& field, SecurityContext& out) { read_list(field, out.capabilities_drop, read_capability); }},
};

constexpr Member<bool> kSeccompMembers[] = {
    {"type",
     [](const Field& field, bool& unconfined) {
       unconfined = true;
       accept_only_text(field, "Unconfined", "is not supported yet: filters come later, only \"Unconfined\" is");
     }},
};

void read_seccomp_profile(const Field& field, bool& unconfined) {
  read_members(field, "SeccompProfile", kSeccompMembers, unconfined);
  if (field.is_mapping()) field.require("type");
}

constexpr Member<SecurityContext> kContainerMembers[] = {
    {"capabilities",
     [](const Field& field, SecurityContext& out) { read_members(field, "Capabilities", kCapabilityMembers, out); }},
    {"privileged",
     [](const Field& field, SecurityContext& out) {
       accept_only_bool(field, false, "is not supported yet: add the capabilities that are needed");
       out.privileged = false;
     }},
    {"runAsUser", [](const Field& field, SecurityContext& out) { field.read(out.run_as_user, 0, kIdMax); }},
    {"runAsGroup", [](const Field& field, SecurityContext& out) { field.read(out.run_as_group, 0, kIdMax); }},
    {"runAsNonRoot", [](const Field& field, SecurityContext& out) { field.read(out.run_as_non_root); }},
    {"readOnlyRootFilesystem",
     [](const Field& field, SecurityContext& out) { field.read(out.read_only_root_filesystem); }},
    {"allowPrivilegeEscalation",
     [](const Field& field, SecurityContext& out) { field.read(out.allow_privilege_escalation); }},
    {"procMount",
     [](const Field& field, SecurityContext&) {
       accept_only_text(field, "Default", "is not supported yet: only \"Default\" is");
     }},
    {"seccompProfile",
     [](const Field& field, SecurityContext& out) { read_seccomp_profile(field, out.seccomp_unconfined); }},
};

enum class FsGroupChange : std::uint8_t { Always, OnRootMismatch };
constexpr Choice<FsGroupChange> kFsGroupChanges[] = {{"Always", FsGroupChange::Always},
                                                     {"OnRootMismatch", FsGroupChange::OnRootMismatch}};

constexpr Member<PodSecurityContext> kPodMembers[] = {
    {"runAsUser", [](const Field& field, PodSecurityContext& out) { field.read(out.run_as_user, 0, kIdMax); }},
    {"runAsGroup", [](const Field& field, PodSecurityContext& out) { field.read(out.run_as_group, 0, kIdMax); }},
    {"runAsNonRoot", [](const Field& field, PodSecurityContext& out) { field.read(out.run_as_non_root); }},
    {"supplementalGroups",
     [](const Field& field, PodSecurityContext& out) {
       read_list<std::int64_t>(field, out.supplemental_groups, [](const Field& item, std::int64_t& id) {
         if (item.is_null()) return item.complain_found("must be a whole number");
         item.read(id, 0, kIdMax);
       });
     }},
    {"supplementalGroupsPolicy",
     [](const Field& field, PodSecurityContext&) {
       accept_only_text(field, "Merge", "is not supported yet: only \"Merge\" is");
     }},
    {"fsGroup", [](const Field& field, PodSecurityContext& out) { field.read(out.fs_group, 0, kIdMax); }},
    {"fsGroupChangePolicy",
     [](const Field& field, PodSecurityContext&) {
       // The volumes it is applied to are new: both policies do the same.
       FsGroupChange ignored{};
       read_choice(field, kFsGroupChanges, ignored);
     }},
    {"seccompProfile",
     [](const Field& field, PodSecurityContext& out) { read_seccomp_profile(field, out.seccomp_unconfined); }},
};

}  // namespace

void read_security_context(const Field& field, SecurityContext& out) {
  read_members(field, "SecurityContext", kContainerMembers, out);
}

void read_pod_security_context(const Field& field, PodSecurityContext& out) {
  read_members(field, "PodSecurityContext", kPodMembers, out);
}

}  // namespace peapod::config
