#pragma once

// The pods of this box: which there should be, which there are, and the way from the one to the other. A pod's name
// stands for one pod at a time: the next of that name begins when the current is gone, and finds nothing of it.

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "firmware-agent/runtime/admission.h"
#include "firmware-agent/runtime/cgroup_limits.h"
#include "firmware-agent/runtime/pod_memory.h"
#include "firmware-agent/runtime/pod_runner.h"
#include "firmware-agent/runtime/verbs.h"

namespace peapod::runtime {

class Pods {
 public:
  using Key = std::pair<std::string, std::string>;  // Namespace and name.
  struct Place {
    std::unique_ptr<PodRunner> current;
    std::optional<std::pair<config::Pod, PodOrigin>> next;
    std::vector<std::string> waits_for;  // UIDs of pods that give way to the current one; it begins when they are gone.
  };
  struct Callbacks {
    std::function<void()> woken;                             // There is something to run().
    std::function<void(ChangeKind, const PodRunner&)> told;  // After a change of what the API shows.
    std::function<void(const PodRunner&)> deleted;  // For good: what it was made from may go; told once or twice.
    // `others` hold their places; victims are indexes of them.
    std::function<Admission(const config::Pod&, bool is_static, std::span<const PlacedPod> others)> admit;
    std::function<ResizeAnswer(const config::Pod&, std::span<const PlacedPod> others)> judge_resize;
    std::function<void(const TierRequests&)> shared;  // What pods request, after one has come or gone.
    std::function<void(PodRunner&, const std::string& why)> wants_reboot;
  };

  Pods(BoxVerbs& box, Callbacks callbacks);

  // A pod an earlier agent left. An error: it cannot be taken up, and is as one that is not on record.
  Result<void> resume(RememberedPod&& remembered);
  void want(config::Pod pod, PodOrigin origin);
  void unwant(Place& place);  // Its current pod ends, and none follows.

  void run();   // Everything that has been woken, until nothing is.
  void tick();  // A deadline() has come.
  std::optional<core::Time> deadline() const;

  // Every pod gracefully, with at most this grace; nothing is wanted any more.
  void stop_all(std::optional<std::int64_t> grace_seconds_max = std::nullopt);
  bool stopping() const { return stopping_; }
  bool all_gone() const;
  void forget_all();  // Records and logs of pods that are gone.
  void forget_records();

  std::map<Key, Place>& places() { return places_; }
  const std::map<Key, Place>& places() const { return places_; }
  Place* find(std::string_view ns, std::string_view name);  // Null when no pod of that name is there.
  std::set<std::string> uids() const;

 private:
  void begin(Place& place, config::Pod pod, PodOrigin origin);
  static std::optional<core::Time> deadline_of(const Place& place);
  // pods_admission.cpp
  void admit_current(Place& place);
  void begin_in_order(PodRunner& runner);
  bool holds_resources(std::string_view uid) const;
  void begin_waiting();
  void judge_resizes();
  std::vector<PodRunner*> holders(const PodRunner& but) const;
  void share_out();
  bool sweep(Place& place);
  void look_at_order();
  void wake();
  std::unique_ptr<PodRunner> make_runner(config::Pod pod, PodOrigin origin);

  BoxVerbs& box_;
  Callbacks callbacks_;
  std::map<Key, Place> places_;
  bool stopping_ = false;
  bool awake_ = false;
  bool order_changed_ = false;  // What a pod that is held waits for may have come true.
  bool shares_stale_ = true;    // A pod has come, gone or changed since share_out().
  bool waiting_for_clean_box_ = false;
};

}  // namespace peapod::runtime
