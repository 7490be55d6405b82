#include "firmware-agent/runtime/agent.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "config/duration.h"
#include "config/load.h"
#include "firmware-agent/runtime/admission.h"
#include "firmware-agent/runtime/event_text.h"
#include "firmware-agent/runtime/kernel_container.h"
#include "firmware-agent/runtime/log_line.h"
#include "firmware-agent/runtime/manifest_text.h"
#include "firmware-agent/runtime/node_addresses.h"
#include "firmware-agent/runtime/orphans.h"
#include "firmware-agent/runtime/static_pod.h"

namespace peapod::runtime {

Agent::Agent(uv_loop_t* loop, std::unique_ptr<Node> node)
    : loop_(loop),
      node_(std::move(node)),
      box_(*node_),
      pods_(box_, callbacks()),
      store_(node_->options.paths.lib + "/api-pods"),
      boot_(*node_, [this](const std::string& uid) { boot_critical_is_late(uid); }),
      reboots_(*node_),
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
  boot_.begin();
  reboots_.begin();
  const Result<void> watched = addresses_.start(loop_, [this] { node_->facts.addresses = node_addresses(); });
  if (!watched) log_line("%s; addresses of the node stay as they are", watched.error().message().c_str());
  resume_pods();
  end_stale_pods(*node_, pods_.uids());
  // A pod that begins anew must not meet the dying groups of the one before it.
  node_->leftovers->when_empty([this] { follow_wanted_pods(); });
}

static std::set<std::string> log_links(const Node& node, const Pods& pods) {
  std::set<std::string> links;
  for (const auto& [key, place] : pods.places()) {
    if (!place.current) continue;
    const PodView view = place.current->view();
    for (core::ContainerIndex i = 0; i < view.containers.size(); ++i) {
      const std::string& name = container_at(view.pod.spec, i).name;
      const ContainerDetail& detail = view.containers[i];
      for (const std::string& id : {detail.container_id, detail.last_container_id}) {
        if (!id.empty()) links.insert(log_link(node, view.pod, name, id));
      }
    }
  }
  return links;
}

void Agent::follow_wanted_pods() {
  store_.each([this](config::Pod pod, const PodOrigin& origin) { pods_.want(std::move(pod), origin); });
  manifests_ = ManifestDirectory::make(loop_, node_->options.paths.manifests,
                                       [this](const ManifestScan& scan) { manifests_changed(scan); });
  manifests_->start();
  remove_orphans(*node_, pods_.uids(), log_links(*node_, pods_));
  if (ready_) std::exchange(ready_, nullptr)();
}

void Agent::resume_pods() {
  const std::string directory = node_->options.paths.run + "/records";
  const auto damaged = load_records(directory, kPodRecordSuffix, [&](const std::string& path, const Record& record) {
    Result<RememberedPod> remembered = remembered_pod(record, node_->boot_id);
    Result<void> resumed = remembered ? pods_.resume(*std::move(remembered)) : Result<void>(remembered.error());
    if (resumed) return;
    log_line("%s: %s; the pod begins anew", path.c_str(), resumed.error().message().c_str());
    (void)remove_record(path, Durability::Tmpfs);
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

  for (auto& [key, place] : pods_.places()) {
    const bool still_there = std::any_of(wanted.pods.begin(), wanted.pods.end(), [&key = key](const StaticPod& pod) {
      return pod.pod.metadata.namespace_ == key.first && pod.pod.metadata.name == key.second;
    });
    if (!still_there && place.current && place.current->origin().from_file) pods_.unwant(place);
  }
  for (StaticPod& pod : wanted.pods) pods_.want(std::move(pod.pod), {true, pod.path, node_->clock.wall_now(), 1});
  boot_.manifests_read(pods_.uids());
  awake_ = true;
}

Pods::Callbacks Agent::callbacks() {
  Pods::Callbacks callbacks;
  callbacks.woken = [this] { awake_ = true; };
  callbacks.told = [this](ChangeKind kind, const PodRunner& runner) {
    boot_.see(runner, kind);
    if (listeners_.empty()) return;
    const PodView view = runner.view();
    tell({kind, &view, nullptr});
  };
  callbacks.deleted = [this](const PodRunner& runner) {
    if (!runner.origin().from_file) (void)store_.remove(runner.pod().metadata.uid);
  };
  callbacks.admit = [this](const config::Pod& pod, bool is_static, std::span<const PlacedPod> others) {
    return admit(pod, is_static, others, node_->facts);
  };
  callbacks.judge_resize = [this](const config::Pod& pod, std::span<const PlacedPod> others) {
    return judge_resize(pod, others, node_->facts);
  };
  callbacks.shared = [this](const TierRequests& requests) { node_->tiers->update(requests); };
  callbacks.wants_reboot = [this](PodRunner& runner, const std::string& why) { ask_reboot(runner, why); };
  return callbacks;
}

void Agent::turn() {
  if (!std::exchange(awake_, false)) return;
  pods_.run();
  if (reboot_ == Reboot::Asked) begin_reboot();
  if (reboot_ == Reboot::Stopping && (pods_.all_gone() || node_->clock.now() >= reboot_due_)) {
    reboot_ = Reboot::Ordered;
    pods_.forget_records();  // If the box stays up, the next agent begins them anew.
    reboots_.order();
  }
  arm_timer();
  if (!stopped_ || !pods_.all_gone()) return;
  pods_.forget_all();
  node_->leftovers->when_empty(std::exchange(stopped_, nullptr));
}

void Agent::arm_timer() {
  uv_timer_stop(timer_.get());
  std::optional<core::Time> deadline = pods_.deadline();
  for (const std::optional<core::Time>& other :
       {boot_.deadline(), reboots_.deadline(),
        reboot_ == Reboot::Stopping ? std::optional(reboot_due_) : std::optional<core::Time>()}) {
    if (other && (!deadline || *other < *deadline)) deadline = other;
  }
  if (!deadline) return;
  const core::Millis wait = std::max<core::Millis>(0, *deadline - node_->clock.now());
  uv_update_time(loop_);
  const auto fired = [](uv_timer_t* timer) {
    auto& agent = *static_cast<Agent*>(timer->data);
    agent.pods_.tick();
    agent.boot_.tick();
    agent.reboots_.tick();
    agent.awake_ = true;
  };
  uv_timer_start(timer_.get(), fired, static_cast<std::uint64_t>(wait), 0);
}

void Agent::boot_critical_is_late(const std::string& uid) {
  for (const auto& [key, place] : pods_.places()) {
    if (!place.current || place.current->pod().metadata.uid != uid) continue;
    const config::ObjectMeta& metadata = place.current->pod().metadata;
    const core::Millis within = config::boot_critical_ms(metadata.annotations).value_or(0);
    const std::string message = "is boot-critical and was not Ready within " + config::duration_text({within});
    log_line("pod %s/%s %s", key.first.c_str(), key.second.c_str(), message.c_str());
    place.current->record_pod_event("Warning", "BootCriticalLate", message);
    ask_reboot(*place.current, message);
  }
}

void Agent::ask_reboot(PodRunner& pod, const std::string& why) {
  if (reboot_ != Reboot::None || pods_.stopping()) return;
  if (const std::optional<std::string> refusal = reboots_.ask()) {
    log_line("pod %s: %s; the box is not rebooted: %s", pod.pod().metadata.name.c_str(), why.c_str(), refusal->c_str());
    return pod.record_pod_event("Warning", "RebootRefused", why + "; the box is not rebooted: " + *refusal);
  }
  log_line("pod %s: %s; rebooting the box", pod.pod().metadata.name.c_str(), why.c_str());
  pod.record_pod_event("Warning", "Rebooting", why + "; rebooting the box");
  reboot_ = Reboot::Asked;
  awake_ = true;
}

void Agent::begin_reboot() {
  constexpr std::int64_t kGraceSeconds = 10;
  constexpr core::Millis kPatience = 15'000;  // The grace, two seconds after a stop signal, and some.
  reboot_ = Reboot::Stopping;
  reboot_due_ = node_->clock.now() + kPatience;
  manifests_.reset();
  pods_.stop_all(kGraceSeconds);
  pods_.run();
}

void Agent::stop_pods(std::function<void()> done) {
  stopped_ = std::move(done);
  manifests_.reset();
  pods_.stop_all();
  awake_ = true;
}

}  // namespace peapod::runtime
