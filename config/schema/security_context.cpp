#include <string>
#include <vector>

#include "config/names.h"
#include "config/rules.h"
#include "config/schema/limits.h"
#include "config/schema/types.h"

namespace peapod::config::schema {
namespace {

constexpr const char* kSeLinux = "is not supported yet: SELinux labels come later";
constexpr const char* kAppArmor = "is not supported yet: AppArmor profiles come later";
constexpr const char* kWindows = "is not supported: it is for Windows";

constexpr Row kCapabilitiesRows[] = {
    {.name = "add",
     .member = member<&Capabilities::add>,
     .text = "Capabilities to give beside the default ones, without CAP_; \"ALL\" for all.",
     .rule = capability},
    {.name = "drop",
     .member = member<&Capabilities::drop>,
     .text = "Capabilities to take away, before `add`; \"ALL\" for all.",
     .rule = capability},
};

constexpr Row kSeLinuxRows[] = {
    {.name = "user", .member = member<&SeLinuxOptions::user>, .text = "SELinux user."},
    {.name = "role", .member = member<&SeLinuxOptions::role>, .text = "SELinux role."},
    {.name = "type", .member = member<&SeLinuxOptions::type>, .text = "SELinux type."},
    {.name = "level", .member = member<&SeLinuxOptions::level>, .text = "SELinux level."},
};

constexpr const char* kFilters = "is not supported yet: seccomp filters come later, only \"Unconfined\" is";
constexpr Choice kProfileTypes[] = {choice("Unconfined", ProfileType::Unconfined),
                                    choice("RuntimeDefault", ProfileType::RuntimeDefault, kFilters),
                                    choice("Localhost", ProfileType::Localhost, kFilters)};

constexpr Row kSeccompRows[] = {
    {.name = "type",
     .member = member<&Profile::type>,
     .text = "Unconfined, RuntimeDefault, or Localhost for a file of the box.",
     .required = true},
    {.name = "localhostProfile",
     .member = member<&Profile::localhost_profile>,
     .text = "File of the profile; only with type Localhost.",
     .verdict = Verdict::Refused,
     .reason = "is not supported yet: only type Unconfined is",
     .rule = relative_path},
};

constexpr Choice kAppArmorTypes[] = {choice("Unconfined", ProfileType::Unconfined),
                                     choice("RuntimeDefault", ProfileType::RuntimeDefault),
                                     choice("Localhost", ProfileType::Localhost)};
constexpr Type kAppArmorType = choice_type("AppArmorProfileType", kAppArmorTypes);

constexpr Row kAppArmorRows[] = {
    {.name = "type",
     .member = member_as<kAppArmorType, &Profile::type>,
     .text = "Unconfined, RuntimeDefault or Localhost.",
     .required = true},
    {.name = "localhostProfile",
     .member = member<&Profile::localhost_profile>,
     .text = "Name of a profile loaded on the box; only with type Localhost."},
};

void check_profile(const Field& field, const Profile& profile, const char* kind) {
  const Field local = field.member("localhostProfile");
  const std::string type = " when " + std::string(kind) + " type is Localhost";
  if (!profile.type) return;
  if (*profile.type != ProfileType::Localhost) {
    if (local.present()) local.invalid("can only be set" + type);
  } else if (!local.present()) {
    local.required("must be set" + type);
  }
}

void finish_seccomp(const Field& field, void* object) {
  check_profile(field, *static_cast<Profile*>(object), "seccomp");
}
void finish_app_armor(const Field& field, void* object) {
  check_profile(field, *static_cast<Profile*>(object), "AppArmor");
}

constexpr Choice kProcMounts[] = {choice("Default", ProcMount::Default),
                                  choice("Unmasked", ProcMount::Unmasked, "is not supported yet: only \"Default\" is")};

constexpr const char* kUser = "User id of the processes, instead of the image's.";
constexpr const char* kGroup = "Group id of the processes.";
constexpr const char* kNonRoot = "Whether to refuse to start as user 0.";
constexpr const char* kSeccomp = "Filter of system calls.";

constexpr Row kContainerRows[] = {
    {.name = "capabilities",
     .member = member<&SecurityContext::capabilities>,
     .text = "Capabilities to add and to drop."},
    {.name = "privileged",
     .member = member<&SecurityContext::privileged>,
     .text = "All capabilities and devices of the box.",
     .verdict = Verdict::Refused,
     .reason = "is not supported yet: add the capabilities that are needed",
     .only = "false"},
    {.name = "seLinuxOptions",
     .member = member<&SecurityContext::se_linux_options>,
     .text = "SELinux label of the processes.",
     .verdict = Verdict::Refused,
     .reason = kSeLinux},
    {.name = "windowsOptions",
     .member = described(kWindowsOptions),
     .text = "For Windows.",
     .verdict = Verdict::Refused,
     .reason = kWindows},
    {.name = "runAsUser", .member = member<&SecurityContext::run_as_user>, .text = kUser, .min = 0, .max = kIdMax},
    {.name = "runAsGroup", .member = member<&SecurityContext::run_as_group>, .text = kGroup, .min = 0, .max = kIdMax},
    {.name = "runAsNonRoot", .member = member<&SecurityContext::run_as_non_root>, .text = kNonRoot},
    {.name = "readOnlyRootFilesystem",
     .member = member<&SecurityContext::read_only_root_filesystem>,
     .text = "Whether the root file system can only be read."},
    {.name = "allowPrivilegeEscalation",
     .member = member<&SecurityContext::allow_privilege_escalation>,
     .text = "Whether a program may gain privileges its parent has not (no_new_privs when false)."},
    {.name = "procMount", .member = member<&SecurityContext::proc_mount>, .text = "How much of /proc is masked."},
    {.name = "seccompProfile", .member = member<&SecurityContext::seccomp_profile>, .text = kSeccomp},
    {.name = "appArmorProfile",
     .member = member_as<kAppArmorProfile, &SecurityContext::app_armor_profile>,
     .text = "AppArmor profile.",
     .verdict = Verdict::Refused,
     .reason = kAppArmor},
};

constexpr Row kSysctlRows[] = {
    {.name = "name",
     .member = member<&Sysctl::name>,
     .text = "Name, as in net.ipv4.tcp_syncookies.",
     .required = true,
     .rule = sysctl_name},
    {.name = "value", .member = member<&Sysctl::value>, .text = "Value.", .required = true},
};

constexpr Choice kGroupsPolicies[] = {
    choice("Merge", SupplementalGroupsPolicy::Merge),
    choice("Strict", SupplementalGroupsPolicy::Strict, "is not supported yet: only \"Merge\" is")};
constexpr Choice kFsGroupPolicies[] = {choice("Always", FsGroupChangePolicy::Always),
                                       choice("OnRootMismatch", FsGroupChangePolicy::OnRootMismatch)};
constexpr Choice kSeLinuxPolicies[] = {choice("MountOption", SeLinuxChangePolicy::MountOption),
                                       choice("Recursive", SeLinuxChangePolicy::Recursive)};

constexpr Row kPodRows[] = {
    {.name = "seLinuxOptions",
     .member = member<&PodSecurityContext::se_linux_options>,
     .text = "SELinux label of the processes.",
     .verdict = Verdict::Refused,
     .reason = kSeLinux},
    {.name = "windowsOptions",
     .member = described(kWindowsOptions),
     .text = "For Windows.",
     .verdict = Verdict::Refused,
     .reason = kWindows},
    {.name = "runAsUser", .member = member<&PodSecurityContext::run_as_user>, .text = kUser, .min = 0, .max = kIdMax},
    {.name = "runAsGroup",
     .member = member<&PodSecurityContext::run_as_group>,
     .text = kGroup,
     .min = 0,
     .max = kIdMax},
    {.name = "runAsNonRoot", .member = member<&PodSecurityContext::run_as_non_root>, .text = kNonRoot},
    {.name = "supplementalGroups",
     .member = member<&PodSecurityContext::supplemental_groups>,
     .text = "More groups of the processes.",
     .min = 0,
     .max = kIdMax},
    {.name = "supplementalGroupsPolicy",
     .member = member<&PodSecurityContext::supplemental_groups_policy>,
     .text = "Whether the image's groups of the user are added too."},
    {.name = "fsGroup",
     .member = member<&PodSecurityContext::fs_group>,
     .text = "Group that owns the volumes which belong to the pod.",
     .min = 0,
     .max = kIdMax},
    {.name = "sysctls",
     .member = member<&PodSecurityContext::sysctls>,
     .text = "Kernel parameters of the pod's namespaces.",
     .verdict = Verdict::Refused,
     .reason = "is not supported yet: sysctls come with pod networking"},
    {.name = "fsGroupChangePolicy",
     .member = member<&PodSecurityContext::fs_group_change_policy>,
     .text = "When the owner of a volume's files is changed.",
     .verdict = Verdict::NoEffect,
     .reason = "has no effect: fsGroup concerns emptyDir volumes only, which are new and empty"},
    {.name = "seccompProfile", .member = member<&PodSecurityContext::seccomp_profile>, .text = kSeccomp},
    {.name = "appArmorProfile",
     .member = member_as<kAppArmorProfile, &PodSecurityContext::app_armor_profile>,
     .text = "AppArmor profile.",
     .verdict = Verdict::Refused,
     .reason = kAppArmor},
    {.name = "seLinuxChangePolicy",
     .member = member<&PodSecurityContext::se_linux_change_policy>,
     .text = "How a volume gets its SELinux label.",
     .verdict = Verdict::Refused,
     .reason = kSeLinux},
};

void finish_pod(const Field& field, void* object) {
  std::vector<std::string_view> names;
  const std::vector<Sysctl>& sysctls = static_cast<PodSecurityContext*>(object)->sysctls;
  for (std::size_t i = 0; i < sysctls.size(); ++i) {
    check_unique(field.member("sysctls").item(i).member("name"), sysctls[i].name, names);
  }
}

}  // namespace

template <>
constinit const Type TypeOf<Capabilities>::value = object_type("Capabilities", kCapabilitiesRows);

template <>
constinit const Type TypeOf<SeLinuxOptions>::value = object_type("SELinuxOptions", kSeLinuxRows);

template <>
constinit const Type TypeOf<ProfileType>::value = choice_type("ProfileType", kProfileTypes);

template <>
constinit const Type TypeOf<Profile>::value = object_type("SeccompProfile", kSeccompRows, finish_seccomp);

constinit const Type kAppArmorProfile = object_type("AppArmorProfile", kAppArmorRows, finish_app_armor);

template <>
constinit const Type TypeOf<ProcMount>::value = choice_type("ProcMountType", kProcMounts);

template <>
constinit const Type TypeOf<SecurityContext>::value = object_type("SecurityContext", kContainerRows);

template <>
constinit const Type TypeOf<Sysctl>::value = object_type("Sysctl", kSysctlRows);

template <>
constinit const Type TypeOf<SupplementalGroupsPolicy>::value = choice_type("SupplementalGroupsPolicy", kGroupsPolicies);

template <>
constinit const Type TypeOf<FsGroupChangePolicy>::value = choice_type("PodFSGroupChangePolicy", kFsGroupPolicies);

template <>
constinit const Type TypeOf<SeLinuxChangePolicy>::value = choice_type("PodSELinuxChangePolicy", kSeLinuxPolicies);

template <>
constinit const Type TypeOf<PodSecurityContext>::value = object_type("PodSecurityContext", kPodRows, finish_pod);

}  // namespace peapod::config::schema
