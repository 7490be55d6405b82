#pragma once

// Whether a boot is complete: the manifests have been read, and every boot-critical pod has been Ready once. Each has a
// time of its own for that, from when the agent took it up in this boot. Decides; writes and tells nothing.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "firmware-agent/core/time.h"

namespace peapod::runtime {

struct BootCriticalPod {
  core::Time due;
  bool ready = false;  // It has been, once.
  bool late = false;   // Its time passed before, and late() has said so.
};

class BootWatch {
 public:
  // A pod that is there; one not known yet has `within` from now on.
  void see(const std::string& uid, core::Millis within, bool is_ready, core::Time now);
  void forget(const std::string& uid);  // It is gone, or critical no more.
  void manifests_read() { manifests_read_ = true; }

  bool is_complete() const;
  std::vector<std::string> late(core::Time now);    // Those whose time has passed, once each.
  std::optional<core::Time> next_deadline() const;  // When to ask for them.

  // What a new agent of the same boot goes on from.
  const std::map<std::string, BootCriticalPod>& pods() const { return pods_; }
  void restore(std::map<std::string, BootCriticalPod> pods) { pods_ = std::move(pods); }

 private:
  std::map<std::string, BootCriticalPod> pods_;  // By uid.
  bool manifests_read_ = false;
};

}  // namespace peapod::runtime
