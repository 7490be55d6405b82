#pragma once

// The environment of a container: single variables and whole sets of them.

#include <optional>
#include <string>

#include "config/box.h"
#include "config/resources.h"

namespace peapod::config {

struct ObjectFieldSelector {
  std::string api_version = "v1";
  std::string field_path;  // "metadata.name", "metadata.labels['app']", ...
};

struct ResourceFieldSelector {
  std::string container_name;  // Empty in env: the container itself.
  std::string resource;        // "limits.cpu", "requests.memory", ...
  Quantity divisor{"0", 0};    // 0: 1.
};

// A key of a ConfigMap or Secret.
struct KeySelector {
  std::string name;
  std::string key;
  std::optional<bool> optional;
};

// A variable in a file of an emptyDir volume.
struct FileKeySelector {
  std::string volume_name;
  std::string path;
  std::string key;
  std::optional<bool> optional;
};

// Exactly one member is set.
struct EnvVarSource {
  std::optional<ObjectFieldSelector> field_ref;
  Box<ResourceFieldSelector> resource_field_ref;
  Box<KeySelector> config_map_key_ref;
  Box<KeySelector> secret_key_ref;
  Box<FileKeySelector> file_key_ref;
};

struct EnvVar {
  std::string name;
  std::string value;  // As written: "$(X)" is expanded at launch (config/expansion.h).
  Box<EnvVarSource> value_from;
};

// A ConfigMap or Secret by name.
struct EnvSourceRef {
  std::string name;
  std::optional<bool> optional;
};

// Exactly one of the references is set.
struct EnvFromSource {
  std::string prefix;
  std::optional<EnvSourceRef> config_map_ref;
  std::optional<EnvSourceRef> secret_ref;
};

}  // namespace peapod::config
