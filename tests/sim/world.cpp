#include "tests/sim/world.h"

#include "firmware-agent/core/restart.h"
#include "tests/sim/violation.h"

namespace peapod::sim {

using core::Event;
using core::LaunchNumber;
using core::Millis;
using core::Time;
namespace action = core::action;
namespace event = core::event;

void World::post(Time at, decltype(Item::what) what, bool of_agent) {
  queue_.push(Item{at, order_++, std::move(what), of_agent});
}

void World::report(Time at, const Event& happened, bool of_agent) {
  post(at, happened, of_agent);
  if (random_.chance(faults_.repeats)) post(at + random_.between(0, 20'000), happened, of_agent);
}

Millis World::delay() {
  if (calm_ || random_.chance(80)) return random_.between(0, 20);
  return random_.between(0, 3'000);
}

World::Process& World::process(LaunchNumber launch) {
  if (processes_.size() <= launch) processes_.resize(launch + 1);
  return processes_[launch];
}

bool World::any_alive() const {
  for (const Process& process : processes_) {
    if (process.alive) return true;
  }
  return false;
}

std::optional<Time> World::next_time() const {
  return queue_.empty() ? std::nullopt : std::optional<Time>(queue_.top().at);
}

std::optional<Event> World::take(Time now) {
  if (queue_.empty() || queue_.top().at > now) return std::nullopt;
  Item item = queue_.top();
  queue_.pop();
  if (const auto* happened = std::get_if<Event>(&item.what)) return *happened;
  if (const auto* birth = std::get_if<Spawn>(&item.what)) {
    spawn(*birth, now);
  } else if (const auto* death = std::get_if<Die>(&item.what)) {
    die(*death, now);
  } else if (const auto* answer = std::get_if<AnswerCreate>(&item.what)) {
    if (answer->create != create_) return std::nullopt;
    return answer->ready ? Event(event::SandboxReady{}) : Event(event::SandboxFailed{});
  } else if (const auto* loss = std::get_if<TellLoss>(&item.what)) {
    if (loss->sandbox == sandbox_) return event::SandboxLost{};
  } else {
    break_sandbox(now);
  }
  return std::nullopt;
}

void World::carry_out(const core::Action& wanted, Time now) {
  if (std::holds_alternative<action::CreateSandbox>(wanted)) {
    bool fails = random_.chance(faults_.sandbox_fails);
    if (!fails && !has_sandbox_) sandbox_ += 1;
    if (!fails) has_sandbox_ = true;
    post(now + delay(), AnswerCreate{!fails, ++create_}, true);
  } else if (std::holds_alternative<action::EndSandbox>(wanted)) {
    demand(!any_alive(), "the sandbox is ended under a living process");
    end_sandbox(now);
  } else if (std::holds_alternative<action::RemoveSandbox>(wanted)) {
    demand(!any_alive(), "the sandbox is removed under a living process");
    has_sandbox_ = false;
    post(now + delay(), event::SandboxRemoved{}, true);
  } else if (const auto* wants_start = std::get_if<action::StartContainer>(&wanted)) {
    start(*wants_start, now);
  } else if (const auto* wants_stop = std::get_if<action::StopContainer>(&wanted)) {
    stop(*wants_stop, now);
  } else if (const auto* wants_kill = std::get_if<action::KillContainer>(&wanted)) {
    kill(*wants_kill, now);
  } else if (const auto* wants_hook = std::get_if<action::RunHook>(&wanted)) {
    run_hook(*wants_hook, now);
  } else if (const auto* wants_probe = std::get_if<action::RunProbe>(&wanted)) {
    run_probe(*wants_probe, now);
  } else if (const auto* wants_resize = std::get_if<action::ResizeContainer>(&wanted)) {
    resize(*wants_resize, now);
  }
}

void World::start(const action::StartContainer& wanted, Time now) {
  Process& known = process(wanted.launch);
  known.container = wanted.container;
  if (known.made) return report(now + delay(), event::Started{wanted.container, wanted.launch}, true);
  if (known.asked) return;
  known.asked = true;
  known.attempt += 1;
  known.sandbox = sandbox_;
  Millis takes = random_.chance(faults_.start_slow) ? random_.between(1'000, 90'000) : delay();
  if (random_.chance(faults_.sandbox_lost)) post(now + random_.between(0, 120'000), BreakSandbox{});
  if (random_.chance(faults_.start_retried)) {
    auto reason = static_cast<core::StartFailure>(random_.between(0, 4));
    report(now + takes, event::StartFailed{wanted.container, wanted.launch, reason, 0}, true);
  } else if (random_.chance(faults_.start_refused)) {
    bool is_missing = random_.chance(50);
    auto reason = is_missing ? core::StartFailure::ContainerCannotRun : core::StartFailure::StartError;
    report(now + takes, event::StartFailed{wanted.container, wanted.launch, reason, is_missing ? 127 : 128}, true);
  } else {
    post(now + takes, Spawn{wanted.launch, known.attempt}, true);
  }
}

void World::spawn(const Spawn& birth, Time now) {
  Process& newborn = process(birth.launch);
  if (!newborn.asked || birth.attempt != newborn.attempt || newborn.made || !has_sandbox_ ||
      newborn.sandbox != sandbox_)
    return;
  for (const Process& other : processes_) {
    demand(!other.alive || other.container != newborn.container, "two processes of one container live");
  }
  newborn.made = newborn.alive = true;
  newborn.ignores_stop = random_.chance(faults_.ignores_stop);
  report(now + delay(), event::Started{newborn.container, birth.launch}, true);
  plan_exit(birth.launch, now);
}

void World::plan_exit(LaunchNumber launch, Time now) {
  const core::ContainerPolicy& policy = scenario_.policy.containers[process(launch).container];
  bool must_end = policy.kind == core::ContainerKind::Init ||
                  (policy.kind == core::ContainerKind::Main &&
                   core::restart_policy(scenario_.policy, policy) != core::RestartPolicy::Always);
  if (calm_) {
    if (must_end) post(now + random_.between(0, 5'000), Die{launch, 0, 0, false});
  } else if (random_.chance(faults_.exits)) {
    Millis runs = random_.pick<Millis>({0, 5, 1'000, 20'000, 100'000, 1'500'000});
    bool oom_killed = random_.chance(10);
    auto code = oom_killed ? 137 : random_.pick<std::int32_t>({0, 0, 0, 1, 2, 139, 255});
    post(now + random_.between(0, runs), Die{launch, code, code > 128 ? code - 128 : 0, oom_killed});
  } else if (must_end) {
    post(now + random_.between(0, 200'000), Die{launch, 0, 0, false});
  }
}

void World::die(const Die& death, Time now) {
  Process& dead = process(death.launch);
  if (!dead.alive) return;
  dead.alive = false;
  report(now + delay(), event::Exited{dead.container, death.launch, death.exit_code, death.signal, death.oom_killed});
}

bool World::give_up_start(core::ContainerIndex container, LaunchNumber launch, Time now) {
  Process& known = process(launch);
  if (known.made) return false;
  known.asked = false;
  known.attempt += 1;
  report(now + delay(), event::StartFailed{container, launch, core::StartFailure::CreateContainerError, 0}, true);
  return true;
}

void World::stop(const action::StopContainer& wanted, Time now) {
  if (!process(wanted.launch).made) {
    if (random_.chance(50)) give_up_start(wanted.container, wanted.launch, now);  // The other half is just too late.
    return;
  }
  Process& told = process(wanted.launch);
  if (!told.alive || told.ignores_stop || told.dying) return;
  told.dying = true;
  Millis takes = calm_ ? random_.between(0, 500) : random_.pick<Millis>({0, 10, 1'000, 1'999, 2'000, 10'000, 29'000});
  bool obeys = random_.chance(50);
  post(now + takes, Die{wanted.launch, obeys ? 0 : 143, obeys ? 0 : 15, false});
}

void World::kill(const action::KillContainer& wanted, Time now) {
  if (give_up_start(wanted.container, wanted.launch, now)) return;
  post(now + delay(), Die{wanted.launch, 137, 9, false});
}

void World::run_hook(const action::RunHook& wanted, Time now) {
  event::HookDone done{wanted.container, wanted.launch, wanted.hook, !random_.chance(faults_.hook_fails)};
  if (random_.chance(faults_.hook_hangs)) {
    hung_hooks_.push_back(done);
  } else {
    report(now + random_.pick<Millis>({0, 20, 1'000, 4'000}), done, true);
  }
}

void World::run_probe(const action::RunProbe& wanted, Time now) {
  core::ProbeOutcome outcome =
      random_.chance(calm_ ? 0 : 5) ? core::ProbeOutcome::Warning : core::ProbeOutcome::Success;
  if (random_.chance(faults_.probe_fails)) outcome = core::ProbeOutcome::Failure;
  if (random_.chance(faults_.probe_errs)) outcome = core::ProbeOutcome::Error;
  Millis takes = random_.chance(faults_.probe_slow) ? random_.between(0, 15'000) : delay();
  report(now + takes, event::ProbeDone{wanted.container, wanted.launch, wanted.probe, outcome}, true);
}

void World::resize(const action::ResizeContainer& wanted, Time now) {
  report(now + delay(), event::Resized{wanted.container, wanted.launch, !random_.chance(faults_.resize_fails)}, true);
}

void World::break_sandbox(Time now) {
  if (!calm_) end_sandbox(now);
}

// Told once, whoever ended it.
void World::end_sandbox(Time now) {
  if (!has_sandbox_) return;
  has_sandbox_ = false;
  sandbox_ += 1;
  create_ += 1;
  for (Process& process : processes_) process.alive = process.asked = false;
  post(now + delay(), TellLoss{sandbox_});
}

void World::lose_agent() {
  std::vector<Item> kept;
  for (; !queue_.empty(); queue_.pop()) {
    const Item& item = queue_.top();
    const auto* birth = std::get_if<Spawn>(&item.what);
    const auto* happened = std::get_if<Event>(&item.what);
    // The keeper has the end of hooks and exec'd probes, and of clones it was told to make.
    bool keeper_has_it = birth || (happened && (std::holds_alternative<event::HookDone>(*happened) ||
                                                std::holds_alternative<event::ProbeDone>(*happened)));
    if (!item.of_agent || (keeper_has_it && random_.chance(40))) {
      kept.push_back(item);
    } else if (birth) {
      process(birth->launch).asked = false;
    } else if (const auto* failed = happened ? std::get_if<event::StartFailed>(happened) : nullptr) {
      process(failed->launch).asked = false;
    }
  }
  for (Item& item : kept) queue_.push(std::move(item));
}

void World::calm(Time now) {
  calm_ = true;
  faults_ = Faults{};
  for (const event::HookDone& done : hung_hooks_) {
    report(now, event::HookDone{done.container, done.launch, done.hook, true}, true);
  }
  hung_hooks_.clear();
  for (LaunchNumber launch = 0; launch < processes_.size(); ++launch) {
    processes_[launch].ignores_stop = false;
    if (processes_[launch].alive) plan_exit(launch, now);
  }
}

}  // namespace peapod::sim
