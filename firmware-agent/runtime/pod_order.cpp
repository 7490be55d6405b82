#include "firmware-agent/runtime/pod_order.h"

#include <algorithm>

#include "firmware-agent/core/pod_status.h"

namespace peapod::runtime {
namespace {

using config::AwaitedPod;
using config::AwaitedState;

std::string_view namespace_of(const AwaitedPod& awaited, const OrderedPod& waiting) {
  return awaited.namespace_.empty() ? waiting.namespace_ : std::string_view(awaited.namespace_);
}

// The pod that is called so; one whose manifest is, when none is called so itself.
const OrderedPod* find(const AwaitedPod& awaited, const OrderedPod& waiting, std::span<const OrderedPod> pods) {
  const std::string_view ns = namespace_of(awaited, waiting);
  const OrderedPod* by_manifest = nullptr;
  for (const OrderedPod& pod : pods) {
    if (pod.namespace_ != ns) continue;
    if (pod.name == awaited.name) return &pod;
    if (pod.manifest_name == awaited.name) by_manifest = &pod;
  }
  return by_manifest;
}

bool holds(const AwaitedPod& awaited, const OrderedPod* pod) {
  if (pod == nullptr || pod->deleting || pod->waits) return false;
  return awaited.state == AwaitedState::Ready ? pod->ready : pod->phase == core::PodPhase::Succeeded;
}

std::string full_name(const OrderedPod& pod) {
  return std::string(pod.namespace_) + "/" + std::string(pod.manifest_name);
}

// "pod default/db to be Ready; there is no such pod"
std::string words(const AwaitedPod& awaited, const OrderedPod& waiting, const OrderedPod* pod) {
  std::string text = "pod " + std::string(namespace_of(awaited, waiting)) + "/" + awaited.name;
  text += awaited.state == AwaitedState::Ready ? " to be Ready" : " to have Succeeded";
  if (pod == nullptr) return text + " (there is no such pod)";
  const bool ended = pod->phase == core::PodPhase::Failed || pod->phase == core::PodPhase::Succeeded;
  return ended ? text + " (it has " + std::string(core::name(pod->phase)) + ")" : text;
}

// Searches a way over waiting pods back to where it began, the shortest first.
class CycleSearch {
 public:
  CycleSearch(const OrderedPod& pod, std::span<const OrderedPod> pods) : pods_(pods), steps_{{&pod, 0}} {}

  // "default/a -> default/b -> default/a", or nothing.
  std::string run() {
    const OrderedPod& origin = *steps_.front().pod;
    for (std::size_t at = 0; at < steps_.size(); ++at) {
      const OrderedPod& here = *steps_[at].pod;
      for (const AwaitedPod& awaited : here.after) {
        const OrderedPod* const next = find(awaited, here, pods_);
        if (next == nullptr || !next->waits || next->deleting) continue;
        if (next == &origin) return way_to(at) + " -> " + full_name(origin);
        if (!is_known(next)) steps_.push_back({next, at});
      }
    }
    return {};
  }

 private:
  struct Step {
    const OrderedPod* pod;
    std::size_t from;  // Index of the step before; the first has none.
  };

  bool is_known(const OrderedPod* pod) const {
    return std::any_of(steps_.begin(), steps_.end(), [&](const Step& step) { return step.pod == pod; });
  }
  std::string way_to(std::size_t at) const {
    return at == 0 ? full_name(*steps_[0].pod) : way_to(steps_[at].from) + " -> " + full_name(*steps_[at].pod);
  }

  std::span<const OrderedPod> pods_;
  std::vector<Step> steps_;
};

}  // namespace

std::optional<Hold> hold_of(const OrderedPod& pod, std::span<const OrderedPod> pods) {
  Hold hold;
  for (const AwaitedPod& awaited : pod.after) {
    const OrderedPod* const found = find(awaited, pod, pods);
    if (holds(awaited, found)) continue;
    hold.message += hold.message.empty() ? "waits for " : " and ";
    hold.message += words(awaited, pod, found);
  }
  if (hold.message.empty()) return std::nullopt;
  const std::string cycle = CycleSearch(pod, pods).run();
  hold.is_cycle = !cycle.empty();
  if (hold.is_cycle) hold.message += "; the pods wait for each other: " + cycle;
  return hold;
}

}  // namespace peapod::runtime
