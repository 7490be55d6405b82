#include "tests/sim/history.h"

#include <algorithm>
#include <cstdio>

#include "firmware-agent/core/record.h"
#include "tests/sim/violation.h"
#include "tests/sim/words.h"

namespace peapod::sim {

using core::Millis;
using core::Time;
namespace event = core::event;

History::History(std::uint64_t seed, Coverage& coverage, bool trace)
    : random_(seed),
      scenario_(make_scenario(random_)),
      world_(scenario_, random_),
      coverage_(coverage),
      trace_(trace),
      state_(core::make_pod_state(scenario_.policy, now_)),
      ledger_(scenario_.policy, now_) {}

void History::run() {
  feed(event::Tick{});
  chaos();
  calm_ = true;
  if (trace_) std::printf("%10lld calm\n", static_cast<long long>(now_.ms));
  world_.calm(now_);
  if (random_.chance(50)) wait_until_ready();
  wait_until_gone();
}

void History::chaos() {
  for (int i = 0; i < scenario_.steps_max && next(); ++i) disturb();
}

bool History::next() {
  std::optional<Time> deadline = core::next_deadline(state_, scenario_.policy);
  std::optional<Time> report = world_.next_time();
  if (!deadline && !report) return false;
  bool is_tick = deadline && (!report || *deadline <= *report);
  now_ = std::max(now_, is_tick ? *deadline : *report);
  if (!calm_ && random_.chance(scenario_.faults.late)) now_ = now_ + random_.pick<Millis>({1, 500, 30'000, 2'000'000});
  if (is_tick) {
    feed(event::Tick{});
  } else if (std::optional<core::Event> happened = world_.take(now_)) {
    feed(*happened);
  }
  return true;
}

void History::feed(const core::Event& happened) {
  steps_ += 1;
  if (trace_) std::printf("%10lld %s\n", static_cast<long long>(now_.ms), describe(happened).c_str());
  coverage_.saw(happened);
  actions_.clear();
  ledger_.told(happened, now_);
  core::step(state_, scenario_.policy, happened, now_, actions_);
  for (const core::Action& action : actions_) {
    if (trace_) std::printf("             -> %s\n", describe(action).c_str());
    coverage_.saw(action);
    ledger_.asked(action);
  }
  ledger_.settled(core::next_deadline(state_, scenario_.policy));
  core::PodStatus status = core::derive_status(state_, scenario_.policy, now_);
  ledger_.shown(status);
  coverage_.saw(state_, status);
  ready_ = status.conditions[static_cast<std::size_t>(core::ConditionType::Ready)].is_true;

  bool agent_dies = !calm_ && random_.chance(scenario_.faults.agent_restarts);
  bool died_before_acting = agent_dies && random_.chance(50);
  if (!died_before_acting) {
    for (const core::Action& action : actions_) world_.carry_out(action, now_);
  }
  if (agent_dies) restart_agent();
}

// The record was written before the actions were carried out; the reports of the keeper wait.
void History::restart_agent() {
  core::save(state_, record_);
  std::optional<core::PodState> restored = core::restore(record_, scenario_.policy);
  demand(restored.has_value(), "a record that cannot be read");
  std::vector<std::byte> again;
  core::save(*restored, again);
  demand(again == record_, "a record that forgets");
  state_ = std::move(*restored);
  world_.lose_agent();
  now_ = now_ + random_.pick<Millis>({0, 100, 20'000});
  feed(event::Resumed{});
}

void History::disturb() {
  if (random_.chance(scenario_.faults.repeats)) feed(event::Tick{});
  if (random_.chance(scenario_.faults.edits)) {
    edit_policy(random_, scenario_.policy);
    feed(event::PolicyReplaced{});
  }
  for (std::uint16_t gate = 0; gate < scenario_.policy.readiness_gates.size(); ++gate) {
    if (random_.chance(5)) feed(event::GateChanged{gate, static_cast<core::GateStatus>(random_.between(1, 3))});
  }
  if (random_.chance(scenario_.faults.pod_restarts)) feed(event::PodRestartRequested{});
  if (!random_.chance(scenario_.faults.stop_requests)) return;
  auto cause = random_.chance(60) ? core::StopCause::Deleted : static_cast<core::StopCause>(random_.between(1, 3));
  std::optional<Millis> grace;
  if (random_.chance(60)) grace = random_.pick<Millis>({0, 1'000, 1'500, 5'000, 30'000});
  Time before = state_.stop_deadline;
  bool stops = state_.stop_cause.has_value();
  feed(event::StopRequested{cause, grace, "The node was low on resource: memory."});
  if (stops && state_.stop_deadline < before) coverage_.saw(Landmark::GraceShortened);
}

void History::wait_until_ready() {
  for (std::uint16_t gate = 0; gate < scenario_.policy.readiness_gates.size(); ++gate) {
    feed(event::GateChanged{gate, core::GateStatus::True});
  }
  // The longest back-off, start, stop and probing of one container after the other, twice: a failure from
  // before the calm may still cost a restart.
  Millis bound = 60'000;
  for (const core::ContainerPolicy& container : scenario_.policy.containers) {
    bound += 2 * (300'000 + 90'000 + 62'000 + 5'000);
    for (const auto& probe : container.probes) {
      if (probe) bound += 2 * (probe->initial_delay + (probe->success_threshold + 1) * probe->period);
    }
  }
  Time latest = now_ + bound;
  while (!ready_ && !ledger_.ended() && !ledger_.is_half_over()) {
    demand(next(), "not ready, and nothing will happen any more");
    demand(now_ <= latest, "not ready in bounded time");
  }
  if (ready_) coverage_.saw(Landmark::PodReady);
}

void History::wait_until_gone() {
  bool was_stopping = state_.stop_cause.has_value();
  bool is_unwanted =
      state_.stop_cause == core::StopCause::Deleted || state_.stop_cause == core::StopCause::NodeShutdown;
  if (!is_unwanted || random_.chance(50)) feed(event::StopRequested{core::StopCause::Deleted, std::nullopt});
  Time latest = now_ + scenario_.policy.termination_grace + 2'000 + 10'000;
  if (was_stopping) latest = std::max(latest, state_.stop_deadline + 12'000);
  while (!core::is_gone(state_)) {
    demand(next(), "not gone, and nothing will happen any more");
    demand(now_ <= latest, "not gone in bounded time");
  }
  coverage_.saw(Landmark::PodGone);
  demand(!world_.any_alive(), "gone, but a process lives");
  demand(!core::next_deadline(state_, scenario_.policy), "gone, but it wants to be called");
}

}  // namespace peapod::sim
