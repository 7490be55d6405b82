#pragma once

// The directory of manifests (staticPodPath): which files it holds and what they mean. Watched with inotify,
// and looked at every 20 s in case the kernel told nothing (kubelet fileCheckFrequency). A file counts when
// it is regular and its name does not begin with a dot. It does not decide what to do about a change: the
// agent does.

#include <sys/stat.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "config/diagnostic.h"
#include "config/pod_spec.h"
#include "firmware-agent/core/time.h"
#include "firmware-agent/runtime/loop_object.h"
#include "firmware-agent/runtime/pod_control.h"

namespace peapod::runtime {

inline constexpr std::size_t kManifestFilesMax = 256;      // By name; the rest is reported and left out.
inline constexpr std::size_t kManifestBytesMax = 1 << 20;  // Of one file; config refuses more.
inline constexpr core::Millis kManifestRescan = 20'000;    // Milliseconds.
inline constexpr core::Millis kManifestQuiet =
    100;  // After an event, until nothing has happened for so long...
inline constexpr core::Millis kManifestQuietMax = 1'000;  // ...but not longer than this.

struct ManifestFile {
  std::string path;
  std::vector<config::Pod>
      pods;  // Of the last content that was valid: what has been running goes on running.
  config::Diagnostics diagnostics;  // Of the content now; empty when it is valid.
  WallTime seen = 0;                // When this content was first seen.
  bool changed = false;             // Since the last report.
};

// Reading a directory, apart from watching it.
class ManifestScan {
 public:
  explicit ManifestScan(std::string directory) : directory_(std::move(directory)) {}

  // Looks again; allocates nothing when nothing has changed. True when files() differs from before, in
  // content.
  bool look(WallTime now);

  const std::vector<ManifestFile>& files() const {
    return files_;
  }  // By path. A missing directory holds none.
  const config::Diagnostics& diagnostics() const { return diagnostics_; }  // About the directory as a whole.

 private:
  // What tells without reading that a file is the same.
  struct Signature {
    dev_t device = 0;
    ino_t inode = 0;
    off_t size = 0;
    timespec modified{};

    bool operator==(const Signature& other) const;
  };
  struct Known {
    Signature signature;
    std::uint64_t content = 0;  // FNV-1a of the bytes.
    bool readable = true;
  };

  static Signature signature_of(const struct stat& status);
  bool same_as_before() const;
  bool read_directory(std::vector<std::string>& names);
  void read_file(const Signature& signature, ManifestFile& file, Known& known, WallTime now);

  std::string directory_;
  Signature directory_signature_;
  bool present_ = false;
  bool settled_ = false;  // The directory has not changed within the clock's granularity of the last look.
  std::vector<ManifestFile> files_;
  std::vector<Known> known_;  // Beside files_.
  config::Diagnostics diagnostics_;
};

class ManifestDirectory : public LoopObject {
 public:
  // `changed` is called from the loop, and once from start() with what is there.
  using Changed = std::function<void(const ManifestScan&)>;
  static LoopOwned<ManifestDirectory> make(uv_loop_t* loop, std::string directory, Changed changed);

  void start();
  void look_again();  // Now, without waiting for the kernel or the rescan.

  const ManifestScan& scan() const { return scan_; }
  bool watching() const { return watching_; }  // inotify works; otherwise only the rescan finds changes.

 private:
  ManifestDirectory(uv_loop_t* loop, std::string directory, Changed changed);
  ~ManifestDirectory() override = default;

  void watch();
  void stirred();

  uv_loop_t* loop_;
  std::string directory_;
  Changed changed_;
  ManifestScan scan_;
  uv_fs_event_t watch_{};
  uv_timer_t quiet_{};
  uv_timer_t rescan_{};
  bool watching_ = false;
  std::uint64_t watched_inode_ = 0;
  std::uint64_t stirred_since_ = 0;  // Loop time of the first event not looked at yet; 0: none.
};

}  // namespace peapod::runtime
