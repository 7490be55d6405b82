#include "firmware-agent/runtime/manifest_directory.h"

#include <sys/stat.h>

#include <algorithm>
#include <utility>

#include "firmware-agent/runtime/clock.h"

namespace peapod::runtime {

ManifestDirectory::ManifestDirectory(uv_loop_t* loop, std::string directory, Changed changed)
    : loop_(loop), directory_(std::move(directory)), changed_(std::move(changed)), scan_(directory_) {
  uv_fs_event_init(loop, &watch_);
  opened(reinterpret_cast<uv_handle_t*>(&watch_));
  uv_timer_init(loop, &quiet_);
  opened(reinterpret_cast<uv_handle_t*>(&quiet_));
  uv_timer_init(loop, &rescan_);
  opened(reinterpret_cast<uv_handle_t*>(&rescan_));
}

LoopOwned<ManifestDirectory> ManifestDirectory::make(uv_loop_t* loop, std::string directory, Changed changed) {
  return LoopOwned<ManifestDirectory>(new ManifestDirectory(loop, std::move(directory), std::move(changed)));
}

ManifestDirectory& ManifestDirectory::of(void* data) {
  return static_cast<ManifestDirectory&>(*static_cast<LoopObject*>(data));
}

void ManifestDirectory::start() {
  const auto tick = [](uv_timer_t* timer) { of(timer->data).look_again(); };
  uv_timer_start(&rescan_, tick, kManifestRescan, kManifestRescan);
  watch();  // Before the look: what comes between the two is told.
  scan_.look(wall_clock().ms());
  changed_(scan_);
}

void ManifestDirectory::look_again() {
  stirred_ = false;
  watch();
  if (scan_.look(wall_clock().ms())) changed_(scan_);
}

void ManifestDirectory::watch() {
  struct stat status {};
  const bool present = ::stat(directory_.c_str(), &status) == 0;
  if (watching_ && present && status.st_ino == watched_inode_) return;
  watched_inode_ = status.st_ino;
  watch_anew();
}

void ManifestDirectory::watch_anew() {
  uv_fs_event_stop(&watch_);
  const auto told = [](uv_fs_event_t* event, const char*, int, int) { of(event->data).stirred(); };
  watching_ = uv_fs_event_start(&watch_, told, directory_.c_str(), 0) == 0;
}

void ManifestDirectory::stirred() {
  const std::uint64_t now = uv_now(loop_);
  if (!stirred_) stirred_since_ = now;
  stirred_ = true;
  const std::uint64_t latest = stirred_since_ + kManifestQuietMax;
  const std::uint64_t at = std::clamp<std::uint64_t>(now + kManifestQuiet, now, std::max(latest, now));
  const auto quiet = [](uv_timer_t* timer) {
    ManifestDirectory& self = of(timer->data);
    // The directory may have been replaced by one that got its inode's number: the old watch is dead then.
    self.watch_anew();
    self.look_again();
  };
  uv_timer_start(&quiet_, quiet, at - now, 0);
}

}  // namespace peapod::runtime
