#include "firmware-agent/runtime/agent.h"

#include <algorithm>
#include <utility>

#include "config/load.h"
#include "firmware-agent/runtime/admission.h"
#include "firmware-agent/runtime/log_line.h"
#include "firmware-agent/runtime/manifest_text.h"
#include "firmware-agent/runtime/orphans.h"
#include "firmware-agent/runtime/static_pod.h"

namespace peapod::runtime {

Agent::Agent(uv_loop_t* loop, std::unique_ptr<Node> node)
    : loop_(loop),
      node_(std::move(node)),
      store_(node_->options.paths.lib + "/api-pods"),
      prepare_(new uv_prepare_t),
      timer_(make_timer(loop, this)) {
  node_->events = std::make_unique<EventLog>([this] { return ++node_->resource_version; },
                                             [this](ChangeKind kind, const EventView& event) {
                                               tell({kind, nullptr, &event});
                                             });
  // Prepare handles run last before the loop blocks: whatever a callback has pushed is taken in the same
  // turn.
  uv_prepare_init(loop, prepare_.get());
  prepare_->data = this;
  uv_prepare_start(prepare_.get(), [](uv_prepare_t* handle) { static_cast<Agent*>(handle->data)->turn(); });
}

Agent::~Agent() = default;

void Agent::start(std::function<void()> ready) {
  ready_ = std::move(ready);
  resume_pods();
  end_stale_pods(*node_, pod_uids());
  // A pod that begins anew must not meet the dying groups of the one before it.
  node_->leftovers->when_empty([this] { follow_wanted_pods(); });
}

void Agent::follow_wanted_pods() {
  store_.each([this](config::Pod pod, WallTime created) { want(std::move(pod), {false, {}, created}); });
  manifests_ = ManifestDirectory::make(loop_, node_->options.paths.manifests,
                                       [this](const ManifestScan& scan) { manifests_changed(scan); });
  manifests_->start();
  remove_orphans(*node_, pod_uids());
  if (ready_) std::exchange(ready_, nullptr)();
}

std::set<std::string> Agent::pod_uids() const {
  std::set<std::string> uids;
  for (const auto& [key, place] : places_) {
    if (place.current) uids.insert(place.current->pod().metadata.uid);
    if (place.next) uids.insert(place.next->first.metadata.uid);
  }
  return uids;
}

void Agent::resume_pods() {
  const std::string directory = node_->options.paths.run + "/records";
  const auto damaged = load_records(directory, kPodRecordSuffix, [&](const std::string& path, Record record) {
    config::Loaded loaded = config::load_pods(record.fields["manifest"], config::Accept::Pod);
    if (record.fields["boot_id"] != node_->boot_id || loaded.pods.size() != 1) {
      log_line("%s is of an earlier boot or cannot be read; the pod begins anew", path.c_str());
      (void)remove_record(path, Durability::Tmpfs);
      return;
    }
    config::Pod pod = std::move(loaded.pods.front());
    const std::string file = record.fields["file"];
    const PodOrigin origin{!file.empty(), file, std::strtoll(record.fields["created"].c_str(), nullptr, 10)};
    Place& place = places_[{pod.metadata.namespace_, pod.metadata.name}];
    place.current = std::make_unique<PodRunner>(*node_, std::move(pod), origin, callbacks());
    if (Result<void> resumed = place.current->resume(record); !resumed) {
      log_line("%s: %s; the pod begins anew", path.c_str(), resumed.error().message().c_str());
      place.current->begin();
    }
  });
  if (!damaged) return log_line("%s", damaged.error().message().c_str());
  for (const DamagedRecord& record : *damaged) {
    log_line("%s is damaged (%s); moved to '%s'", record.path.c_str(), record.reason.c_str(), record.moved_to.c_str());
  }
}

void Agent::manifests_changed(const ManifestScan& scan) {
  for (const ManifestFile& file : scan.files()) {
    if (!file.changed) continue;
    for (const config::Diagnostic& mistake : file.diagnostics) log_line("%s", mistake.text(file.path).c_str());
    if (file.diagnostics.empty()) {
      for (const config::Diagnostic& note : file.notes) log_line("%s", note.text(file.path).c_str());
    } else if (!file.pods.empty()) {
      log_line("%s: what ran from its last valid content goes on", file.path.c_str());
    }
  }
  for (const config::Diagnostic& mistake : scan.diagnostics()) {
    log_line("%s", mistake.text(node_->options.paths.manifests).c_str());
  }
  StaticPods wanted = static_pods(scan.files(), node_->options.node_name);
  for (const auto& [path, refused] : wanted.refused) log_line("%s", refused.text(path).c_str());

  for (auto& [key, place] : places_) {
    const bool still_there = std::any_of(wanted.pods.begin(), wanted.pods.end(), [&key = key](const StaticPod& pod) {
      return pod.pod.metadata.namespace_ == key.first && pod.pod.metadata.name == key.second;
    });
    if (!still_there && place.current && place.current->origin().from_file) unwant(place);
  }
  for (StaticPod& pod : wanted.pods) want(std::move(pod.pod), {true, pod.path, node_->clock.wall_now()});
}

void Agent::want(config::Pod pod, PodOrigin origin) {
  if (stopping_) return;
  Place& place = places_[{pod.metadata.namespace_, pod.metadata.name}];
  if (!place.current) return begin(place, std::move(pod), std::move(origin));
  PodRunner& current = *place.current;
  if (current.origin().from_file != origin.from_file) {
    return log_line("pod %s of '%s': a pod of that name was made through the API; delete it first",
                    pod.metadata.name.c_str(), origin.file.c_str());
  }
  const bool same = current.pod().metadata.uid == pod.metadata.uid;
  if (same && !current.deleting()) return place.next.reset();
  place.next.emplace(std::move(pod), std::move(origin));
  if (!current.deleting()) current.stop(core::StopCause::Deleted, std::nullopt);
}

void Agent::unwant(Place& place) {
  place.next.reset();
  if (!place.current->deleting()) place.current->stop(core::StopCause::Deleted, std::nullopt);
}

void Agent::begin(Place& place, config::Pod pod, PodOrigin origin) {
  place.current = std::make_unique<PodRunner>(*node_, std::move(pod), std::move(origin), callbacks());
  PodRunner& runner = *place.current;
  log_line("pod %s/%s accepted, uid %s", runner.pod().metadata.namespace_.c_str(), runner.pod().metadata.name.c_str(),
           runner.pod().metadata.uid.c_str());
  if (!listeners_.empty()) {
    const PodView view = runner.view();
    tell({ChangeKind::Added, &view, nullptr});
  }
  if (std::optional<Rejection> rejection = admit(runner.pod(), node_->labels, node_->options.node_name)) {
    runner.reject(std::move(*rejection));
  } else {
    runner.begin();
  }
}

PodRunner::Callbacks Agent::callbacks() {
  return {[this] { awake_ = true; },
          [this](PodRunner& runner) {
            if (listeners_.empty()) return;
            const PodView view = runner.view();
            tell({ChangeKind::Modified, &view, nullptr});
          }};
}

void Agent::turn() {
  if (!std::exchange(awake_, false)) return;
  do {
    for (auto& [key, place] : places_) {
      if (place.current) place.current->run();
    }
    for (auto place = places_.begin(); place != places_.end();) {
      place = sweep(place->second) ? places_.erase(place) : std::next(place);
    }
  } while (std::exchange(awake_, false));
  arm_timer();
  const bool all_gone = std::all_of(places_.begin(), places_.end(), [](const auto& entry) {
    return !entry.second.current || entry.second.current->gone();
  });
  if (stopped_ && all_gone) {
    for (auto& [key, place] : places_) {
      (void)remove_record(place.current->record_path(), Durability::Tmpfs);
      place.current->remove_logs();
    }
    node_->leftovers->when_empty(std::exchange(stopped_, nullptr));
  }
}

// True when the place is empty for good. A pod that was deleted makes room for the next of its name.
bool Agent::sweep(Place& place) {
  if (!place.current || !place.current->deleting() || !place.current->gone()) return !place.current;
  if (!node_->leftovers->empty()) {
    // The next pod of this name must find nothing of the old one.
    if (!std::exchange(waiting_for_leftovers_, true)) {
      node_->leftovers->when_empty([this] { awake_ = true, waiting_for_leftovers_ = false; });
    }
    return false;
  }
  PodRunner& runner = *place.current;
  (void)remove_record(runner.record_path(), Durability::Tmpfs);
  if (!runner.origin().from_file) (void)store_.remove(runner.pod().metadata.uid);
  const PodView view = runner.view();
  tell({ChangeKind::Deleted, &view, nullptr});
  runner.remove_logs();
  place.current.reset();
  if (!place.next) return true;
  auto [pod, origin] = std::move(*place.next);
  place.next.reset();
  begin(place, std::move(pod), std::move(origin));
  return false;
}

void Agent::arm_timer() {
  std::optional<core::Time> nearest;
  for (const auto& [key, place] : places_) {
    const std::optional<core::Time> deadline = place.current ? place.current->deadline() : std::nullopt;
    if (deadline && (!nearest || *deadline < *nearest)) nearest = deadline;
  }
  uv_timer_stop(timer_.get());
  if (!nearest) return;
  const core::Millis wait = std::max<core::Millis>(0, *nearest - node_->clock.now());
  uv_update_time(loop_);
  uv_timer_start(
      timer_.get(), [](uv_timer_t* timer) { static_cast<Agent*>(timer->data)->tick(); },
      static_cast<std::uint64_t>(wait), 0);
}

void Agent::tick() {
  const core::Time now = node_->clock.now();
  for (auto& [key, place] : places_) {
    const std::optional<core::Time> deadline = place.current ? place.current->deadline() : std::nullopt;
    if (deadline && *deadline <= now) place.current->begin();
  }
  awake_ = true;
}

void Agent::stop_pods(std::function<void()> done) {
  stopping_ = true;
  stopped_ = std::move(done);
  manifests_.reset();
  for (auto& [key, place] : places_) {
    place.next.reset();
    if (place.current && !place.current->gone()) place.current->stop(core::StopCause::NodeShutdown, std::nullopt);
  }
  awake_ = true;
}

}  // namespace peapod::runtime
