#pragma once

// The JSON documents of images as plain structs: OCI image-spec v1.1 (index, manifest, config), their Docker
// twins (distribution manifest v2 schema 2), and docker save's manifest.json. Unknown fields are ignored,
// wrong types refused.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "platform/sys/result.h"

namespace peapod::platform::images {

inline constexpr std::size_t kLayersMax = 127;  // Docker's; overlayfs itself takes 500.
inline constexpr std::size_t kManifestsMax = 1024;

struct Descriptor {
  std::string media_type;
  std::string digest;  // "sha256:...": checked, since file names are made of it.
  std::int64_t size = 0;
  std::string os, architecture, variant;
  std::string image_name;  // io.containerd.image.name
  std::string ref_name;    // org.opencontainers.image.ref.name
};

bool is_index_type(std::string_view media_type);
bool is_manifest_type(std::string_view media_type);

Result<std::vector<Descriptor>> parse_index(std::string_view text);

struct Manifest {
  Descriptor config;
  std::vector<Descriptor> layers;  // Bottom first.
};
Result<Manifest> parse_manifest(std::string_view text);

// One image of docker save's manifest.json. Paths are of files in the archive.
struct DockerImage {
  std::string config;
  std::vector<std::string> names;   // RepoTags: "busybox:latest".
  std::vector<std::string> layers;  // Bottom first.
};
Result<std::vector<DockerImage>> parse_docker_manifest(std::string_view text);

struct ImageConfig {
  std::string os, architecture, variant;
  std::vector<std::string> diff_ids;  // Bottom first: digests of the layers as plain tars.
  std::vector<std::string> entrypoint, cmd, env;
  std::string user, working_dir, stop_signal;
};
Result<ImageConfig> parse_image_config(std::string_view text);

}  // namespace peapod::platform::images
