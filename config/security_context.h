#pragma once

// What the processes of a container or pod are allowed to do, and as whom they run.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/box.h"

namespace peapod::config {

struct Capabilities {
  std::vector<std::string> add;  // "NET_ADMIN", "ALL"; without CAP_.
  std::vector<std::string> drop;
};

struct SeLinuxOptions {
  std::string user;
  std::string role;
  std::string type;
  std::string level;
};

enum class ProfileType : std::uint8_t { Unconfined, RuntimeDefault, Localhost };

// A seccomp or AppArmor profile.
struct Profile {
  std::optional<ProfileType> type;  // Required.
  std::optional<std::string> localhost_profile;
};

enum class ProcMount : std::uint8_t { Default, Unmasked };

struct SecurityContext {
  std::optional<Capabilities> capabilities;
  std::optional<bool> privileged;
  Box<SeLinuxOptions> se_linux_options;
  std::optional<std::int64_t> run_as_user;   // 0..2^31-1.
  std::optional<std::int64_t> run_as_group;  // 0..2^31-1.
  std::optional<bool> run_as_non_root;
  std::optional<bool> read_only_root_filesystem;
  std::optional<bool> allow_privilege_escalation;  // Unset: allowed, as in Kubernetes.
  std::optional<ProcMount> proc_mount;
  Box<Profile> seccomp_profile;
  Box<Profile> app_armor_profile;
};

struct Sysctl {
  std::string name;
  std::string value;
};

enum class SupplementalGroupsPolicy : std::uint8_t { Merge, Strict };
enum class FsGroupChangePolicy : std::uint8_t { Always, OnRootMismatch };
enum class SeLinuxChangePolicy : std::uint8_t { MountOption, Recursive };

struct PodSecurityContext {
  Box<SeLinuxOptions> se_linux_options;
  std::optional<std::int64_t> run_as_user;
  std::optional<std::int64_t> run_as_group;
  std::optional<bool> run_as_non_root;
  std::vector<std::int64_t> supplemental_groups;
  std::optional<SupplementalGroupsPolicy> supplemental_groups_policy;
  std::optional<std::int64_t> fs_group;  // Applied to emptyDir volumes.
  std::vector<Sysctl> sysctls;
  std::optional<FsGroupChangePolicy> fs_group_change_policy;
  Box<Profile> seccomp_profile;
  Box<Profile> app_armor_profile;
  std::optional<SeLinuxChangePolicy> se_linux_change_policy;
};

}  // namespace peapod::config
