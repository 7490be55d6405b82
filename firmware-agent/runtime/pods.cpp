#include "firmware-agent/runtime/pods.h"

#include <algorithm>

#include "firmware-agent/runtime/log_line.h"

namespace peapod::runtime {

Pods::Pods(BoxVerbs& box, Callbacks callbacks) : box_(box), callbacks_(std::move(callbacks)) {}

std::unique_ptr<PodRunner> Pods::make_runner(config::Pod pod, PodOrigin origin) {
  PodRunner::Callbacks callbacks;
  callbacks.woken = [this] { wake(); };
  callbacks.changed = [this](PodRunner& runner) {
    order_changed_ = true;
    shares_stale_ = true;
    wake();
    callbacks_.told(ChangeKind::Modified, runner);
  };
  callbacks.deleted = [this](const PodRunner& runner) { callbacks_.deleted(runner); };
  callbacks.wants_reboot = [this](PodRunner& runner, const std::string& why) { callbacks_.wants_reboot(runner, why); };
  return std::make_unique<PodRunner>(box_, std::move(pod), std::move(origin), std::move(callbacks));
}

void Pods::wake() {
  awake_ = true;
  callbacks_.woken();
}

Result<void> Pods::resume(RememberedPod&& remembered) {
  const auto place = places_.try_emplace({remembered.pod.metadata.namespace_, remembered.pod.metadata.name}).first;
  place->second.current = make_runner(std::move(remembered.pod), remembered.memory.origin);
  Result<void> resumed = place->second.current->resume(std::move(remembered.memory));
  if (!resumed) places_.erase(place);
  return resumed;
}

void Pods::want(config::Pod pod, PodOrigin origin) {
  if (stopping_) return;
  Place& place = places_[{pod.metadata.namespace_, pod.metadata.name}];
  if (!place.current) return begin(place, std::move(pod), std::move(origin));
  PodRunner& current = *place.current;
  if (current.origin().from_file != origin.from_file) {
    return log_line("pod %s of '%s': a pod of that name was made through the API; delete it first",
                    pod.metadata.name.c_str(), origin.file.c_str());
  }
  // Through the API only the same uid is the same pod: one made anew is another, whatever it says.
  const bool follows = origin.from_file ? current.may_become(pod) : current.pod().metadata.uid == pod.metadata.uid;
  if (follows && !current.deleting()) {
    place.next.reset();
    return current.become(pod, origin.file);
  }
  place.next.emplace(std::move(pod), std::move(origin));
  if (!current.deleting()) current.stop(core::StopCause::Deleted, std::nullopt);
}

void Pods::unwant(Place& place) {
  place.next.reset();
  if (!place.current->deleting()) place.current->stop(core::StopCause::Deleted, std::nullopt);
}

void Pods::begin(Place& place, config::Pod pod, PodOrigin origin) {
  place.current = make_runner(std::move(pod), std::move(origin));
  PodRunner& runner = *place.current;
  log_line("pod %s/%s accepted, uid %s", runner.pod().metadata.namespace_.c_str(), runner.pod().metadata.name.c_str(),
           runner.pod().metadata.uid.c_str());
  callbacks_.told(ChangeKind::Added, runner);
  admit_current(place);
  order_changed_ = true;
  wake();
}

void Pods::look_at_order() {
  if (!std::exchange(order_changed_, false) || stopping_) return;
  const auto waits = [](const auto& entry) { return entry.second.current && entry.second.current->held(); };
  if (std::none_of(places_.begin(), places_.end(), waits)) return;
  std::vector<PodRunner*> runners;
  std::vector<OrderedPod> pods;
  for (auto& [key, place] : places_) {
    if (!place.current) continue;
    runners.push_back(place.current.get());
    pods.push_back(place.current->ordered());
  }
  for (std::size_t i = 0; i < pods.size(); ++i) {
    if (!pods[i].waits || pods[i].deleting) continue;
    if (std::optional<Hold> hold = hold_of(pods[i], pods)) {
      runners[i]->hold_for(std::move(*hold));
    } else {
      runners[i]->begin();
    }
  }
}

void Pods::run() {
  while (std::exchange(awake_, false)) {
    begin_waiting();
    for (auto& [key, place] : places_) {
      if (place.current) place.current->run();
    }
    for (auto place = places_.begin(); place != places_.end();) {
      place = sweep(place->second) ? places_.erase(place) : std::next(place);
    }
    look_at_order();
    if (shares_stale_) judge_resizes();
  }
  share_out();
}

// True when the place is empty for good. A pod that was deleted makes room for the next of its name.
bool Pods::sweep(Place& place) {
  if (!place.current || !place.current->deleting() || !place.current->gone()) return !place.current;
  if (!box_.is_clean()) {
    // The next pod of this name must find nothing of the old one.
    if (!std::exchange(waiting_for_clean_box_, true)) {
      box_.when_clean([this] {
        waiting_for_clean_box_ = false;
        wake();
      });
    }
    return false;
  }
  PodRunner& runner = *place.current;
  runner.forget_deleted();
  callbacks_.told(ChangeKind::Deleted, runner);
  runner.remove_logs();
  place.current.reset();
  order_changed_ = true;
  place.waits_for.clear();
  shares_stale_ = true;
  if (!place.next) return true;
  auto [pod, origin] = std::move(*place.next);
  place.next.reset();
  begin(place, std::move(pod), std::move(origin));
  return false;
}

std::optional<core::Time> Pods::deadline_of(const Place& place) {
  return place.current && place.waits_for.empty() ? place.current->deadline() : std::nullopt;
}

std::optional<core::Time> Pods::deadline() const {
  std::optional<core::Time> nearest;
  for (const auto& [key, place] : places_) {
    const std::optional<core::Time> deadline = deadline_of(place);
    if (deadline && (!nearest || *deadline < *nearest)) nearest = deadline;
  }
  return nearest;
}

void Pods::tick() {
  const core::Time now = box_.now();
  for (auto& [key, place] : places_) {
    const std::optional<core::Time> deadline = deadline_of(place);
    if (deadline && *deadline <= now) place.current->begin();
  }
  awake_ = true;
}

void Pods::stop_all(std::optional<std::int64_t> grace_seconds_max) {
  stopping_ = true;
  for (auto& [key, place] : places_) {
    place.next.reset();
    if (!place.current || place.current->gone()) continue;
    std::optional<std::int64_t> grace;
    if (grace_seconds_max) {
      grace = std::min(*grace_seconds_max, place.current->pod().spec.termination_grace_period_seconds);
    }
    place.current->stop(core::StopCause::NodeShutdown, grace);
  }
  awake_ = true;
}

bool Pods::all_gone() const {
  return std::all_of(places_.begin(), places_.end(),
                     [](const auto& entry) { return !entry.second.current || entry.second.current->gone(); });
}

void Pods::forget_all() {
  for (auto& [key, place] : places_) {
    place.current->forget();
    place.current->remove_logs();
  }
}

void Pods::forget_records() {
  for (auto& [key, place] : places_) {
    if (place.current) place.current->forget();
  }
}

Pods::Place* Pods::find(std::string_view ns, std::string_view name) {
  const auto place = places_.find({std::string(ns), std::string(name)});
  return place == places_.end() || !place->second.current ? nullptr : &place->second;
}

std::set<std::string> Pods::uids() const {
  std::set<std::string> uids;
  for (const auto& [key, place] : places_) {
    if (place.current) uids.insert(place.current->pod().metadata.uid);
    if (place.next) uids.insert(place.next->first.metadata.uid);
  }
  return uids;
}

}  // namespace peapod::runtime
