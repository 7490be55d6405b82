#pragma once

// Watches the directory of manifests (staticPodPath) with inotify, and looks every 20 s in case the kernel
// told nothing (kubelet fileCheckFrequency). A directory that is missing is watched for.

#include <functional>
#include <string>

#include "firmware-agent/core/time.h"
#include "firmware-agent/runtime/loop_object.h"
#include "firmware-agent/runtime/manifest_scan.h"

namespace peapod::runtime {

inline constexpr core::Millis kManifestRescan = 20'000;   // Milliseconds.
inline constexpr core::Millis kManifestQuiet = 100;       // After an event, until nothing has happened for so long...
inline constexpr core::Millis kManifestQuietMax = 1'000;  // ...but not longer than this.

class ManifestDirectory : public LoopObject {
 public:
  // Called from the loop after each real change, and once from start() with what is there.
  using Changed = std::function<void(const ManifestScan&)>;
  static LoopOwned<ManifestDirectory> make(uv_loop_t* loop, std::string directory, Changed changed);

  void start();
  void look_again();  // Now, without waiting for the kernel or the rescan.

  const ManifestScan& scan() const { return scan_; }
  bool watching() const { return watching_; }  // inotify works; otherwise only the rescan finds changes.

 private:
  ManifestDirectory(uv_loop_t* loop, std::string directory, Changed changed);
  ~ManifestDirectory() override = default;

  static ManifestDirectory& of(void* data);
  void watch();
  void watch_anew();
  void stirred();

  uv_loop_t* loop_;
  std::string directory_;
  Changed changed_;
  ManifestScan scan_;
  uv_fs_event_t watch_{};
  uv_timer_t quiet_{};
  uv_timer_t rescan_{};
  bool watching_ = false;
  ino_t watched_inode_ = 0;
  bool stirred_ = false;
  std::uint64_t stirred_since_ = 0;  // Loop time of the first event that no look has followed yet.
};

}  // namespace peapod::runtime
