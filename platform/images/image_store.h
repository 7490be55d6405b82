#pragma once

// Images on disk: a simple local store. Images come from archives (docker-archive, oci-archive) and OCI image
// layout directories that lie in the images directory; nothing is pulled. Layers are unpacked once, each to
// its own directory, ready to be a lower directory of overlayfs.

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/images/image_reference.h"
#include "platform/images/image_user.h"
#include "platform/sys/result.h"

namespace peapod::platform {

// The image name that stands for the box's own root filesystem: nothing is stored for it.
inline constexpr std::string_view kHostImage = "peapod.local/host";

struct Image {
  std::string id;  // "sha256:<config digest>".
  // "docker.io/library/busybox@sha256:...": of the index or manifest that has the name; empty from a
  // docker-archive.
  std::string repo_digest;
  std::vector<std::string> layers;  // Top first: directories below ImageStore::layers_directory(), "<16 hex>/fs".
  std::vector<std::string> entrypoint;
  std::vector<std::string> cmd;
  std::vector<std::string> env;
  std::string user;             // "", "1000", "1000:1000", "nginx", "nginx:nginx".
  std::string working_dir;      // "" or absolute.
  std::string stop_signal;      // "" or "SIGQUIT" or "3".
  std::int64_t size_bytes = 0;  // On disk, shared layers included.
};

// Nothing here is locked against other threads; other processes may load into the same store.
class ImageStore {
 public:
  // `lib` is our state directory (the store is lib/images); `preload` the directory of archives and layouts.
  ImageStore(std::string lib, std::string preload);

  const std::string& directory() const { return store_; }
  std::string layers_directory() const { return store_ + "/layers"; }

  // An image that is unpacked and ready. Reads one small record; no unpacking. A damaged record is no image.
  std::optional<Image> find(const ImageReference& reference) const;

  // The archive (*.tar) or layout of the preload directory that holds this image and is not what find()
  // gives: because nothing is unpacked yet, or because the file is another one now. Empty when none; the
  // newest when several. So IfNotPresent is find() and then find_source(); Always is the other way round.
  // Names are read from the archives' indexes, and remembered until a file changes.
  std::string find_source(const ImageReference& reference);
  // Why archives of the preload directory could not be read by the last find_source(); one line for each, or
  // empty.
  std::string source_problems() const;

  // Unpacks every image of an archive or layout. Slow: run it in a child process (unpack_in_child). Atomic: a
  // kill at any moment leaves nothing that find() would believe.
  Result<std::vector<ImageReference>> load(const std::string& source);

 private:
  struct Preloaded {
    std::string stamp;  // What the rest was read from.
    std::int64_t mtime_ns = 0;
    std::vector<std::string> keys;  // ImageReference::key() of each image in it.
    std::string problem;            // Why it could not be read.
  };
  void scan_preload();

  std::string store_;
  std::string preload_;
  std::map<std::string, Preloaded> preloaded_;  // By file name.
};

// Runs store.load(source) in a confined child process of the current executable's own code: it sees the store
// and the opened source and no other file, has no network, the capabilities it needs, limits, and dies with
// its parent. For a process with one thread.
struct UnpackChild {
  pid_t pid = 0;  // To be waited for by the caller. Exits with 0 or 1.
  int pipe = -1;  // Owned by the caller. Nothing and the end on success, or one line of text (below 4 KiB) on
                  // failure.
};
Result<UnpackChild> unpack_in_child(ImageStore& store, const std::string& source);

}  // namespace peapod::platform
