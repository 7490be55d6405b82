// What pods of the box are to each other: who is let in, who gives way, and what the QoS tiers get.

#include <algorithm>
#include <tuple>
#include <utility>

#include "firmware-agent/runtime/log_line.h"
#include "firmware-agent/runtime/pods.h"

namespace peapod::runtime {

// Those that wait for others by their annotation are looked at when all pods that are wanted now are there.
void Pods::begin_in_order(PodRunner& runner) {
  if (config::awaited_pods(runner.pod().metadata.annotations).empty()) return runner.begin();
  runner.hold();
  order_changed_ = true;
}

std::vector<PodRunner*> Pods::holders(const PodRunner& but) const {
  std::vector<PodRunner*> runners;
  for (const auto& [key, place] : places_) {
    PodRunner* const runner = place.current.get();
    if (runner != nullptr && runner != &but && runner->holds_resources()) runners.push_back(runner);
  }
  return runners;
}

static std::vector<PlacedPod> placed_pods(const std::vector<PodRunner*>& runners) {
  std::vector<PlacedPod> pods;
  for (const PodRunner* runner : runners) pods.push_back(placed(runner->pod(), runner->origin().from_file));
  return pods;
}

// Who is asked first: by priority, Guaranteed before others, then who has waited longest (kubelet 1.36
// allocation_manager.go sortPendingResizes).
static bool is_before(const PodRunner* a, const PodRunner* b) {
  const auto rank = [](const PodRunner* runner) {
    const config::PodSpec& spec = runner->pod().spec;
    return std::tuple(-static_cast<std::int64_t>(spec.priority.value_or(0)),
                      qos_class(spec) == QosClass::Guaranteed ? 0 : 1, runner->wants_resize_since().ms);
  };
  return rank(a) < rank(b);
}

// What was deferred is asked about again when any pod has changed.
void Pods::judge_resizes() {
  std::vector<PodRunner*> waiting;
  for (const auto& [key, place] : places_) {
    PodRunner* const runner = place.current.get();
    if (runner == nullptr || runner->wants_resize() == nullptr) continue;
    waiting.insert(std::upper_bound(waiting.begin(), waiting.end(), runner, is_before), runner);
  }
  for (PodRunner* runner : waiting) {
    runner->answer_resize(callbacks_.judge_resize(*runner->wants_resize(), placed_pods(holders(*runner))));
  }
}

void Pods::admit_current(Place& place) {
  PodRunner& runner = *place.current;
  shares_stale_ = true;
  const std::vector<PodRunner*> runners = holders(runner);
  Admission admission = callbacks_.admit(runner.pod(), runner.origin().from_file, placed_pods(runners));
  if (admission.rejection) return runner.reject(std::move(*admission.rejection));
  for (const std::size_t victim : admission.victims) {
    const config::ObjectMeta& metadata = runners[victim]->pod().metadata;
    log_line("pod %s/%s gives way to %s/%s", metadata.namespace_.c_str(), metadata.name.c_str(),
             runner.pod().metadata.namespace_.c_str(), runner.pod().metadata.name.c_str());
    place.waits_for.push_back(metadata.uid);
    runners[victim]->preempt();
  }
  if (place.waits_for.empty()) begin_in_order(runner);
}

bool Pods::holds_resources(std::string_view uid) const {
  return std::ranges::any_of(places_, [&](const auto& entry) {
    const auto& current = entry.second.current;
    return current && current->pod().metadata.uid == uid && current->holds_resources();
  });
}

// Begins what has waited for others to give way.
void Pods::begin_waiting() {
  for (auto& [key, place] : places_) {
    if (place.waits_for.empty()) continue;
    std::erase_if(place.waits_for, [this](const std::string& uid) { return !holds_resources(uid); });
    if (place.waits_for.empty() && place.current) begin_in_order(*place.current);
  }
}

void Pods::share_out() {
  if (!std::exchange(shares_stale_, false)) return;
  TierRequests requests;
  for (const auto& [key, place] : places_) {
    if (!place.current || !place.current->holds_resources()) continue;
    const config::PodSpec& spec = place.current->pod().spec;
    requests.add(qos_class(spec), pod_request(spec));
  }
  callbacks_.shared(requests);
}

}  // namespace peapod::runtime
