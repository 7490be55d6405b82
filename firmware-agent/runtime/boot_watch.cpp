#include "firmware-agent/runtime/boot_watch.h"

#include <algorithm>

namespace peapod::runtime {

void BootWatch::see(const std::string& uid, core::Millis within, bool is_ready, core::Time now) {
  BootCriticalPod& pod = pods_.try_emplace(uid, BootCriticalPod{.due = now + within}).first->second;
  if (is_ready) pod.ready = true;
}

void BootWatch::forget(const std::string& uid) { pods_.erase(uid); }

bool BootWatch::is_complete() const {
  return manifests_read_ && std::all_of(pods_.begin(), pods_.end(), [](const auto& pod) { return pod.second.ready; });
}

std::vector<std::string> BootWatch::late(core::Time now) {
  std::vector<std::string> uids;
  for (auto& [uid, pod] : pods_) {
    if (pod.ready || pod.late || now < pod.due) continue;
    pod.late = true;
    uids.push_back(uid);
  }
  return uids;
}

std::optional<core::Time> BootWatch::next_deadline() const {
  std::optional<core::Time> next;
  for (const auto& [uid, pod] : pods_) {
    if (!pod.ready && !pod.late && (!next || pod.due < *next)) next = pod.due;
  }
  return next;
}

}  // namespace peapod::runtime
