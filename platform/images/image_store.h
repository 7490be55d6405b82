#pragma once

// Images on disk: a simple local store. Images come from archives (docker-archive, oci-archive) and OCI image layout
// directories that lie in the images directory; nothing is pulled. Layers are unpacked once, each to its own directory,
// ready to be a lower directory of overlayfs.

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/sys/result.h"

namespace peapod::platform {

// A reference taken apart and completed: "busybox" is docker.io/library/busybox:latest.
struct ImageReference {
  std::string repository;  // "docker.io/library/busybox".
  std::string tag;         // "latest" when neither tag nor digest is given.
  std::string digest;      // "sha256:..." or empty.
  std::string text() const;
};
// Nothing when it is not a reference (Kubernetes: InvalidImageName).
std::optional<ImageReference> parse_image_reference(std::string_view text);

// The image name that stands for the box's own root filesystem: nothing is stored for it.
inline constexpr std::string_view kHostImage = "peapod.local/host";

struct Image {
  std::string id;           // "sha256:<config digest>".
  std::string repo_digest;  // "docker.io/library/busybox@sha256:<manifest digest>" where there is a manifest, else empty.
  std::vector<std::string> layers;  // Top first: directory names below ImageStore::layers_directory().
  std::vector<std::string> entrypoint;
  std::vector<std::string> cmd;
  std::vector<std::string> env;
  std::string user;         // "", "1000", "1000:1000", "nginx", "nginx:nginx".
  std::string working_dir;  // "" or absolute.
  std::string stop_signal;  // "" or "SIGQUIT" or "3".
  std::int64_t size_bytes = 0;
};

class ImageStore {
 public:
  // `lib` is our state directory (the store is lib/images); `preload` the directory of archives and layouts.
  ImageStore(std::string lib, std::string preload);

  std::string layers_directory() const;

  // An image that is unpacked and ready. Reads one small record; no unpacking.
  std::optional<Image> find(const ImageReference& reference) const;

  // The archive or layout of the preload directory that holds this image and is not unpacked yet; empty when none.
  // Names are read from the archives' indexes, and remembered until a file changes.
  std::string find_source(const ImageReference& reference);

  // Unpacks every image of an archive or layout. Slow: run it in a child process (unpack_in_child). Atomic: a kill at
  // any moment leaves nothing that find() would believe.
  Result<std::vector<ImageReference>> load(const std::string& source);

 private:
  std::string store_;
  std::string preload_;
};

// uid, gid and groups for an image's or manifest's user, looked up in the image's own /etc/passwd and /etc/group
// (regular files inside the layers, at most 1 MiB). Never follows a link out of the layers.
struct ImageUser {
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
  std::vector<std::uint32_t> groups;
  std::string home = "/";
};
Result<ImageUser> resolve_user(const std::string& layers_directory, const std::vector<std::string>& layers,
                               std::string_view user);

// Runs store.load(source) in a confined child process of the current executable's own code (fork, limits, own mount
// namespace) and returns its pid and a pipe on which it writes nothing on success or one line of text on failure.
struct UnpackChild {
  pid_t pid = 0;
  int pipe = -1;
};
Result<UnpackChild> unpack_in_child(ImageStore& store, const std::string& source);

}  // namespace peapod::platform
