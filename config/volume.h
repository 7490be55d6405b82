#pragma once

// The volumes of a pod and where a container sees them.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/box.h"
#include "config/env.h"
#include "config/resources.h"

namespace peapod::config {

inline constexpr std::int32_t kVolumeModeDefault = 0644;

enum class StorageMedium : std::uint8_t { Default, Memory };

struct EmptyDir {
  StorageMedium medium = StorageMedium::Default;
  std::optional<Quantity> size_limit;  // Bytes.
};

enum class HostPathType : std::uint8_t {
  Unset,
  DirectoryOrCreate,
  Directory,
  FileOrCreate,
  File,
  Socket,
  CharDevice,
  BlockDevice
};

struct HostPath {
  std::string path;
  HostPathType type = HostPathType::Unset;
};

struct KeyToPath {
  std::string key;
  std::string path;                  // Relative, without "..".
  std::optional<std::int32_t> mode;  // 0..0777.
};

// A ConfigMap (`name`) or Secret (`secretName` in a volume, `name` in a projection) as files.
struct ObjectVolume {
  std::string name;
  std::vector<KeyToPath> items;
  std::int32_t default_mode = kVolumeModeDefault;
  std::optional<bool> optional;
};

struct DownwardApiFile {
  std::string path;
  std::optional<ObjectFieldSelector> field_ref;
  Box<ResourceFieldSelector> resource_field_ref;
  std::optional<std::int32_t> mode;
};

struct DownwardApiVolume {
  std::vector<DownwardApiFile> items;
  std::int32_t default_mode = kVolumeModeDefault;
};

struct ServiceAccountTokenProjection {
  std::string audience;
  std::int64_t expiration_seconds = 3600;
  std::string path;
};

// Exactly one member is set; their default_mode is not used.
struct VolumeProjection {
  std::optional<ObjectVolume> secret;
  std::optional<DownwardApiVolume> downward_api;
  std::optional<ObjectVolume> config_map;
  std::optional<ServiceAccountTokenProjection> service_account_token;
};

struct ProjectedVolume {
  std::vector<VolumeProjection> sources;
  std::int32_t default_mode = kVolumeModeDefault;
};

struct PersistentVolumeClaimVolume {
  std::string claim_name;
  bool read_only = false;
};

struct NfsVolume {
  std::string server;
  std::string path;
  bool read_only = false;
};

// Exactly one source is set.
struct Volume {
  std::string name;
  std::optional<EmptyDir> empty_dir;
  std::optional<HostPath> host_path;
  Box<ObjectVolume> config_map;
  Box<ObjectVolume> secret;
  Box<DownwardApiVolume> downward_api;
  Box<ProjectedVolume> projected;
  Box<PersistentVolumeClaimVolume> persistent_volume_claim;
  Box<NfsVolume> nfs;
};

enum class RecursiveReadOnly : std::uint8_t { Disabled, IfPossible, Enabled };
enum class MountPropagation : std::uint8_t { None, HostToContainer, Bidirectional };

struct VolumeMount {
  std::string name;
  std::string mount_path;
  bool read_only = false;
  std::optional<RecursiveReadOnly> recursive_read_only;
  std::string sub_path;
  std::string sub_path_expr;
  std::optional<MountPropagation> mount_propagation;
};

}  // namespace peapod::config
