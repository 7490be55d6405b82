#pragma once

#include <functional>
#include <string>

#include "config/pod_spec.h"
#include "firmware-agent/runtime/pod_memory.h"
#include "platform/sys/result.h"

namespace peapod::runtime {

// Pods made through the API, on disk, so that they come back after a reboot; without ephemeral containers, which never
// run again. One record each, synced when written.
class PodStore {
 public:
  explicit PodStore(std::string directory) : directory_(std::move(directory)) {}

  Result<void> put(const config::Pod& pod, const PodOrigin& origin);
  Result<void> remove(const std::string& uid);
  // Every pod that can be read; damaged records are moved aside and said so in the log.
  void each(const std::function<void(config::Pod pod, const PodOrigin& origin)>& take) const;

 private:
  std::string directory_;
};

}  // namespace peapod::runtime
