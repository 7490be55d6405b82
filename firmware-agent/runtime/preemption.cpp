#include "firmware-agent/runtime/preemption.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace peapod::runtime {
namespace {

using Indexes = std::vector<std::size_t>;

// What is still to be freed of one resource; above 0.
struct Requirement {
  std::optional<config::Resource> resource;  // Nothing: a place among the pods.
  std::int64_t quantity = 0;

  std::int64_t freed_by(const PlacedPod& pod) const { return resource ? pod.request.of(*resource) : 1; }
};
using Requirements = std::vector<Requirement>;

class Choice {
 public:
  explicit Choice(std::span<const PlacedPod> pods) : pods_(pods) {}

  Requirements subtract(const Requirements& requirements, const Indexes& pods) const {
    Requirements left;
    for (Requirement requirement : requirements) {
      for (const std::size_t pod : pods) {
        requirement.quantity -= requirement.freed_by(pods_[pod]);
        if (requirement.quantity <= 0) break;
      }
      if (requirement.quantity > 0) left.push_back(requirement);
    }
    return left;
  }

  // Takes the pod nearest to the requirements until they are met; nothing when the pods run out.
  std::optional<Indexes> nearest(Indexes pods, Requirements requirements) const {
    Indexes chosen;
    while (!requirements.empty()) {
      if (pods.empty()) return std::nullopt;
      const std::size_t best = nearest_one(pods, requirements);
      requirements = subtract(requirements, {pods[best]});
      chosen.push_back(pods[best]);
      pods[best] = pods.back();
      pods.pop_back();
    }
    return chosen;
  }

 private:
  std::size_t nearest_one(const Indexes& pods, const Requirements& requirements) const {
    std::size_t best = 0;
    double best_distance = static_cast<double>(requirements.size()) + 1;
    for (std::size_t i = 0; i < pods.size(); ++i) {
      const double now = distance(pods_[pods[i]], requirements);
      if (now > best_distance || (now == best_distance && !is_smaller(pods[i], pods[best]))) continue;
      best_distance = now;
      best = i;
    }
    return best;
  }

  // Sum of the squares of the parts that stay unmet: each resource weighs the same.
  static double distance(const PlacedPod& pod, const Requirements& requirements) {
    double sum = 0;
    for (const Requirement& requirement : requirements) {
      const auto rest = static_cast<double>(requirement.quantity - requirement.freed_by(pod));
      const double part = rest / static_cast<double>(requirement.quantity);
      if (rest > 0) sum += part * part;
    }
    return sum;
  }

  bool is_smaller(std::size_t left, std::size_t right) const {
    const Resources& a = pods_[left].request;
    const Resources& b = pods_[right].request;
    if (a.memory_bytes != b.memory_bytes) return a.memory_bytes < b.memory_bytes;
    return a.cpu_milli <= b.cpu_milli;
  }

  std::span<const PlacedPod> pods_;
};

Requirements requirements_of(std::span<const Shortage> shortages) {
  Requirements requirements;
  for (const Shortage& shortage : shortages) requirements.push_back({shortage.resource, shortage.missing()});
  return requirements;
}

Indexes preemptable(const PlacedPod& pod, std::span<const PlacedPod> others, std::optional<QosClass> qos) {
  Indexes found;
  for (std::size_t i = 0; i < others.size(); ++i) {
    if ((!qos || others[i].qos == *qos) && may_preempt(pod, others[i])) found.push_back(i);
  }
  return found;
}

Indexes join(const Indexes& left, const Indexes& right) {
  Indexes both = left;
  std::ranges::copy(right, std::back_inserter(both));
  return both;
}

}  // namespace

std::optional<Indexes> pods_to_preempt(const PlacedPod& pod, std::span<const PlacedPod> others,
                                       std::span<const Shortage> shortages) {
  const Choice choice(others);
  const Requirements requirements = requirements_of(shortages);
  const Indexes best_effort = preemptable(pod, others, QosClass::BestEffort);
  const Indexes burstable = preemptable(pod, others, QosClass::Burstable);
  const Indexes guaranteed = preemptable(pod, others, QosClass::Guaranteed);
  // Of each tier, what the tiers below and what was already chosen do not free.
  const auto first = choice.nearest(guaranteed, choice.subtract(requirements, join(best_effort, burstable)));
  if (!first) return std::nullopt;
  const auto second = choice.nearest(burstable, choice.subtract(requirements, join(best_effort, *first)));
  if (!second) return std::nullopt;
  const auto third = choice.nearest(best_effort, choice.subtract(requirements, join(*second, *first)));
  if (!third) return std::nullopt;
  return join(join(*third, *second), *first);
}

std::string preemption_failure(const PlacedPod& pod, std::span<const PlacedPod> others,
                               std::span<const Shortage> shortages) {
  std::string text =
      "Unexpected error while attempting to recover from admission failure: preemption: error finding a set of pods to "
      "preempt: no set of running pods found to reclaim resources: [";
  const Indexes all = preemptable(pod, others, std::nullopt);
  for (const Requirement& left : Choice(others).subtract(requirements_of(shortages), all)) {
    const std::string resource = left.resource ? config::name(*left.resource) : "pods";
    text += "(res: " + resource + ", q: " + std::to_string(left.quantity) + "), ";
  }
  return text + "]";
}

}  // namespace peapod::runtime
