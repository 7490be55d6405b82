#pragma once

#include <memory>
#include <optional>

#include "firmware-agent/runtime/cgroup_limits.h"
#include "platform/cgroup/cgroup.h"

namespace peapod::runtime {

// The groups "burstable" and "besteffort" that the pods of these classes are in, and their shares, which follow what
// pods request (kubelet 1.36 cm/qos_container_manager_linux.go; there every minute, here when pods come and go).
class QosTiers {
 public:
  // Makes the groups. Until the first update() they are as an earlier agent left them.
  static Result<std::unique_ptr<QosTiers>> open(platform::CgroupTree& tree, const Enforcement& enforcement);

  // Writes when `requests` are others than before. What the kernel refuses is logged.
  void update(const TierRequests& requests);

 private:
  QosTiers(platform::CgroupTree& tree, Enforcement enforcement) : tree_(tree), enforcement_(enforcement) {}

  platform::CgroupTree& tree_;
  const Enforcement enforcement_;
  std::unique_ptr<platform::Cgroup> burstable_;
  std::unique_ptr<platform::Cgroup> best_effort_;
  std::optional<TierRequests> written_;
};

}  // namespace peapod::runtime
