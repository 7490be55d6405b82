#include "firmware-agent/runtime/qos_tiers.h"

#include <utility>

#include "firmware-agent/runtime/log_line.h"

namespace peapod::runtime {

Result<std::unique_ptr<QosTiers>> QosTiers::open(platform::CgroupTree& tree, const Enforcement& enforcement) {
  std::unique_ptr<QosTiers> tiers(new QosTiers(tree, enforcement));
  const std::pair<const char*, std::unique_ptr<platform::Cgroup>&> groups[] = {{"burstable", tiers->burstable_},
                                                                               {"besteffort", tiers->best_effort_}};
  for (const auto& [name, group] : groups) {
    Result<std::unique_ptr<platform::Cgroup>> made = tree.group(name);
    if (!made) return made.error();
    group = std::move(*made);
  }
  return tiers;
}

void QosTiers::update(const TierRequests& requests) {
  if (written_ == requests) return;
  written_ = requests;
  const TierLimits limits = tier_limits(requests, enforcement_);
  for (const Result<void>& set :
       {tree_.set(limits.all), burstable_->set(limits.burstable), best_effort_->set(limits.best_effort)}) {
    if (!set) log_line("the shares of QoS tiers: %s", set.error().message().c_str());
  }
}

}  // namespace peapod::runtime
