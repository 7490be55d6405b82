#include "tests/sim/agent/history.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "config/pod_json.h"
#include "firmware-agent/core/pod_status.h"
#include "firmware-agent/runtime/pod_change.h"
#include "firmware-agent/runtime/policy_from_spec.h"
#include "tests/sim/agent/manifest.h"
#include "tests/sim/violation.h"
#include "tests/sim/words.h"

namespace peapod::sim {

using core::Millis;
using core::Time;
using runtime::Pods;

static int number_of(const config::Pod& pod) { return std::atoi(pod.metadata.uid.c_str()); }

AgentHistory::AgentHistory(std::uint64_t seed, VerbTallies& tallies, bool trace)
    : random_(seed), kernel_(random_, tallies), trace_(trace) {
  kernel_.faults = make_box_faults(random_);
  steps_max_ = static_cast<int>(random_.between(20, 300));
  begin_agent();
}

AgentHistory::~AgentHistory() { kernel_.let_agent_die_within(0); }

void AgentHistory::tell(const char* what) const {
  if (trace_) std::printf("%10lld %s\n", static_cast<long long>(kernel_.now().ms), what);
}

int AgentHistory::new_generation() {
  auto generation = std::make_unique<Generation>();
  generation->scenario = make_scenario(random_);
  generation->pod = make_manifest(generation->scenario.policy, random_.chance(20));
  // Never one that the pod before can become.
  generation->pod.spec.hostname = "web" + std::to_string(generations_.size());
  return add_generation(std::move(generation));
}

// One that the pod before becomes as it runs; if it cannot any more, it is another.
int AgentHistory::new_generation_alike() {
  auto generation = std::make_unique<Generation>();
  generation->scenario = generations_.back()->scenario;
  generation->pod = generations_.back()->pod;
  edit_manifest(random_, generation->pod.spec);
  return add_generation(std::move(generation));
}

int AgentHistory::add_generation(std::unique_ptr<Generation> generation) {
  generation->pod.metadata.uid = std::to_string(generations_.size());
  generation->policy = runtime::policy_from_spec(generation->pod.spec, kBackoffMax);
  kernel_.add_pod(generation->scenario, generation->policy);
  generations_.push_back(std::move(generation));
  return current();
}

void AgentHistory::begin_agent() {
  box_ = std::make_unique<SimBox>(kernel_, random_, *this);
  box_->wall_offset = wall_offset_;
  Pods::Callbacks callbacks;
  callbacks.woken = [this] { awake_ = true; };
  callbacks.told = [](runtime::ChangeKind, const runtime::PodRunner&) {};
  callbacks.deleted = [](const runtime::PodRunner& pod) {
    demand(pod.deleting(), "a pod is forgotten that nobody deleted");
  };
  callbacks.admit = [](const config::Pod&, bool, std::span<const runtime::PlacedPod>) { return runtime::Admission(); };
  callbacks.judge_resize = [](const config::Pod&, std::span<const runtime::PlacedPod>) {
    return runtime::ResizeAnswer();
  };
  callbacks.shared = [](const runtime::TierRequests&) {};
  callbacks.wants_reboot = [](runtime::PodRunner&, const std::string&) {};
  pods_ = std::make_unique<Pods>(*box_, std::move(callbacks));
}

// What the dead one knew and had not written down is lost; what it had asked for goes on.
void AgentHistory::restart_agent() {
  tell("the agent dies");
  kernel_.let_agent_die_within(0);
  (void)kernel_.begin(Verb::CleanUp);
  pods_.reset();
  box_.reset();
  kernel_.new_agent();
  if (!calm_) kernel_.advance(kernel_.now() + random_.pick<Millis>({0, 100, 20'000}));
  begin_agent();
  if (!calm_ && random_.chance(20)) kernel_.let_agent_die_within(static_cast<int>(random_.between(0, 6)));
  for (int number = 0; number <= current(); ++number) {
    Generation& generation = *generations_[static_cast<std::size_t>(number)];
    generation.executors = nullptr;
    if (const auto& record = kernel_.record(number)) {
      resuming_ = true;
      generation.policy = runtime::policy_from_spec(generation.recorded.spec, kBackoffMax);
      Result<void> resumed = pods_->resume({generation.recorded, *record});
      resuming_ = false;
      if (kernel_.agent_is_dead()) return restart_agent();
      demand(static_cast<bool>(resumed), "a record that cannot be used");
    } else if (kernel_.has_keeper(number)) {
      kernel_.lose(number);  // runtime/orphans: a pod that is not on record.
    }
  }
  // As Agent::start: what is wanted is looked at when nothing of pods that are gone is left.
  follows_ = kernel_.is_clean();
  if (!follows_) {
    box_->when_clean([this] {
      follows_ = true;
      want();
    });
  }
  want();
  run_pods();
}

int AgentHistory::takes_up(const config::Pod& pod, runtime::PodInbox& inbox) {
  const int number = number_of(pod);
  if (kernel_.agent_is_dead()) return number;
  Generation& generation = *generations_[static_cast<std::size_t>(number)];
  const core::PodPolicy* executors = &static_cast<runtime::PodRunner&>(inbox).policy();
  for (const auto& other : generations_) {
    if (other->executors == executors) other->executors = nullptr;  // Of an executor that is gone.
  }
  generation.executors = executors;
  generation.stepped = false;
  // A pod that is taken up again is remembered as its record has it; any other is new, even with the same uid.
  const bool resumes = resuming_ && generation.on_record;
  generation.ledger = resumes ? std::make_unique<Ledger>(*generation.on_record)
                              : std::make_unique<Ledger>(generation.policy, kernel_.now());
  if (!resumes) {
    generation.on_record.reset();
    kernel_.begin_anew(number);
  }
  return number;
}

void AgentHistory::saved(int pod, const config::Pod& manifest) {
  Generation& generation = *generations_[static_cast<std::size_t>(pod)];
  generation.recorded = manifest;
  generation.on_record = std::make_unique<Ledger>(*generation.ledger);
}

void AgentHistory::stepped(const core::PodState& state, const core::PodPolicy& policy, const core::Event& event,
                           const core::Actions& actions) {
  if (kernel_.agent_is_dead()) return;
  const Time now = kernel_.now();
  steps_ += 1;
  const auto found = std::find_if(generations_.begin(), generations_.end(),
                                  [&](const auto& generation) { return generation->executors == &policy; });
  demand(found != generations_.end(), "a step of a pod that nobody knows");
  Generation& generation = **found;
  if (trace_) {
    std::printf("%10lld %s: %s\n", static_cast<long long>(now.ms), generation.pod.metadata.uid.c_str(),
                describe(event).c_str());
  }
  Ledger& ledger = *generation.ledger;
  const bool is_first = !std::exchange(generation.stepped, true);
  if (is_first || std::holds_alternative<core::event::PolicyReplaced>(event)) generation.policy = policy;
  ledger.told(event, now);
  for (const core::Action& action : actions) {
    if (trace_) std::printf("             -> %s\n", describe(action).c_str());
    ledger.asked(action);
  }
  watch(number_of(generation.pod), state, actions);
  ledger.settled(core::next_deadline(state, policy));
  const core::PodStatus status = core::derive_status(state, policy, now);
  ledger.shown(status);
  generation.ready = status.conditions[static_cast<std::size_t>(core::ConditionType::Ready)].is_true;
  generation.ended = ledger.ended() || ledger.is_half_over();
}

void AgentHistory::watch(int pod, const core::PodState& state, const core::Actions& actions) {
  const auto starts = [&](core::LaunchNumber launch) {
    return std::any_of(actions.begin(), actions.end(), [&](const core::Action& action) {
      const auto* start = std::get_if<core::action::StartContainer>(&action);
      return start != nullptr && start->launch == launch;
    });
  };
  for (const core::Action& action : actions) {
    if (const auto* start = std::get_if<core::action::StartContainer>(&action)) kernel_.ask_start(pod, start->launch);
    const auto* stop = std::get_if<core::action::StopContainer>(&action);
    if (stop != nullptr && !starts(stop->launch)) kernel_.ask_end(pod, stop->launch);
    if (!std::holds_alternative<core::action::RemoveSandbox>(action)) continue;
    if (!state.stop_cause) kernel_.note_end(pod);
    demand(!kernel_.any_alive(pod), "the sandbox is removed under a living process");
  }
}

// As after a look at the directory of manifests.
void AgentHistory::want() {
  if (!follows_) return;
  Pods::Place* there = place();
  if (wanted_) {
    const Generation& generation = *generations_.back();
    pods_->want(generation.pod, {true, "web.yaml", 0});
  } else if (there != nullptr) {
    pods_->unwant(*there);
  }
}

void AgentHistory::edit() {
  wanted_ = random_.chance(70);
  if (wanted_ && random_.chance(80)) random_.chance(40) ? new_generation_alike() : new_generation();
  tell(wanted_ ? "the manifest is written" : "the manifest is removed");
  want();
}

Pods::Place* AgentHistory::place() { return pods_->find("default", "web"); }

void AgentHistory::run_pods() {
  if (std::exchange(awake_, false)) pods_->run();
  if (kernel_.agent_is_dead()) restart_agent();
}

bool AgentHistory::next() {
  const std::optional<Time> deadline = pods_->deadline();
  const std::optional<Time> happens = kernel_.next_time();
  if (!deadline && !happens) return false;
  const bool is_tick = deadline && (!happens || *deadline <= *happens);
  kernel_.advance(is_tick ? *deadline : *happens);
  if (!calm_ && current() >= 0 && random_.chance(generations_.back()->scenario.faults.late)) {
    kernel_.advance(kernel_.now() + random_.pick<Millis>({1, 500, 30'000, 2'000'000}));
  }
  if (is_tick) {
    pods_->tick();
    awake_ = true;
  } else {
    kernel_.take_one();
  }
  run_pods();
  return true;
}

void AgentHistory::run() {
  new_generation();
  wanted_ = true;
  want();
  run_pods();
  chaos();
  calm_ = true;
  tell("calm");
  kernel_.calm();
  if (wanted_ && random_.chance(50)) wait_until_ready();
  wait_until_gone();
}

void AgentHistory::chaos() {
  for (int i = 0; i < steps_max_; ++i) {
    if (!next()) {
      if (wanted_) break;
      edit();
      run_pods();
    }
    disturb();
  }
}

void AgentHistory::disturb() {
  const BoxFaults& faults = kernel_.faults;
  if (random_.chance(faults.agent_dies)) {
    if (random_.chance(30)) return restart_agent();
    kernel_.let_agent_die_within(static_cast<int>(random_.between(0, 12)));
  }
  if (random_.chance(faults.clock_steps)) {
    wall_offset_ += random_.between(-10, 10) * 365 * 86'400'000;
    box_->wall_offset = wall_offset_;
  }
  if (random_.chance(faults.tmpfs_full)) kernel_.fill_tmpfs_until(kernel_.now() + random_.between(1, 120'000));
  Pods::Place* there = place();
  if (there != nullptr && random_.chance(generations_.back()->scenario.faults.stop_requests)) {
    tell("a stop is asked for");
    std::optional<std::int64_t> grace;
    if (random_.chance(60)) grace = random_.pick<std::int64_t>({0, 1, 5, 30});
    there->current->stop(core::StopCause::Deleted, grace);
    run_pods();
  }
  if (random_.chance(faults.edits)) {
    edit();
    run_pods();
  }
}

void AgentHistory::wait_until_ready() {
  Millis bound = 600'000 + 70'000;  // The pod before it ends first.
  for (const auto& generation : generations_) {
    for (const core::ContainerPolicy& container : generation->policy.containers) {
      bound += 2 * (300'000 + 90'000 + 62'000 + 5'000);
      for (const auto& probe : container.probes) {
        if (probe) bound += 2 * (probe->initial_delay + (probe->success_threshold + 1) * probe->period);
      }
    }
  }
  const Time latest = kernel_.now() + bound;
  const auto settled = [this] {
    const Generation* const there = running();
    return there != nullptr && !place()->current->deleting() && (there->ready || there->ended);
  };
  while (!settled()) {
    if (place() == nullptr) {  // Somebody deleted it: the next look at the manifests brings it back.
      want();
      run_pods();
    }
    demand(next(), "not ready, and nothing will happen any more");
    demand(kernel_.now() <= latest, "not ready in bounded time");
  }
  check_keeper_forgets();
  check_manifest_is_followed();
}

AgentHistory::Generation* AgentHistory::running() {
  if (place() == nullptr) return nullptr;
  return generations_[static_cast<std::size_t>(number_of(place()->current->pod()))].get();
}

void AgentHistory::check_manifest_is_followed() {
  const Generation* const there = running();
  if (there == nullptr || place()->current->deleting()) return;
  const config::PodSpec& spec = generations_.back()->pod.spec;
  demand(runtime::same_spec(place()->current->wanted_pod().spec, spec), "the manifest is not followed");
  if (there->ended) return;
  const int number = number_of(place()->current->pod());
  std::string all;
  for (std::size_t i = 0; i < there->policy.containers.size(); ++i) {
    config::append_resources_json(all, container_at(spec, static_cast<core::ContainerIndex>(i)).resources);
  }
  bool others_live = false;  // An init container, or one that is being stopped.
  kernel_.each_alive(number, [&](int container, const std::string& resources) {
    const auto index = static_cast<core::ContainerIndex>(container);
    std::string wanted;
    config::append_resources_json(wanted, container_at(spec, index).resources);
    const bool is_init = there->policy.containers[index].kind == core::ContainerKind::Init;
    const bool stops = place()->current->state().containers[index].phase != core::ContainerPhase::Running;
    others_live |= is_init || stops;
    if (is_init || stops) return;
    demand(resources == wanted, "a container that does not have its resources");
  });
  if (others_live || !there->ready) return;
  demand(kernel_.group_of(number) == all, "a pod whose group does not have its resources");
}

void AgentHistory::check_keeper_forgets() {
  const Time settled = kernel_.now() + 20'000;  // Of a record that could not be written, too.
  for (;;) {
    const std::optional<Time> happens = kernel_.next_time();
    const std::optional<Time> deadline = pods_->deadline();
    if ((!happens || *happens > settled) && (!deadline || *deadline > settled)) break;
    next();
  }
  if (place() == nullptr) return;
  demand(!kernel_.any_unreleased(number_of(place()->current->pod())),
         "the keeper is not told to forget what has ended");
}

void AgentHistory::wait_until_gone() {
  wanted_ = false;
  want();
  run_pods();
  const Time latest = kernel_.now() + 60'000 + 2'000 + 10'000 + 600'000;
  while (place() != nullptr) {
    demand(next(), "not gone, and nothing will happen any more");
    demand(kernel_.now() <= latest, "not gone in bounded time");
  }
  demand(!pods_->deadline(), "nothing is left, but the agent wants to be called");
  for (int number = 0; number <= current(); ++number) {
    demand(!kernel_.any_alive(number), "gone, but a process lives");
    demand(!kernel_.has_keeper(number), "gone, but its keeper lives");
    demand(!kernel_.record(number), "gone, but on record");
  }
}

}  // namespace peapod::sim
