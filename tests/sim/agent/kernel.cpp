#include "tests/sim/agent/kernel.h"

#include <algorithm>
#include <cerrno>
#include <csignal>

#include "firmware-agent/core/restart.h"
#include "tests/sim/violation.h"

namespace peapod::sim {

using core::Millis;
using core::Time;
using runtime::ExecProgress;

static int exit_status(int code) { return code << 8; }

int Kernel::add_pod(const Scenario& scenario, const core::PodPolicy& policy) {
  pods_.emplace_back();
  pods_.back().scenario = scenario;
  pods_.back().policy = &policy;
  return static_cast<int>(pods_.size()) - 1;
}

void Kernel::post(Millis delay, Item item) {
  item.at = now_ + delay;
  item.order = order_++;
  queue_.push(std::move(item));
}

Millis Kernel::delay() {
  if (calm_ || random_.chance(80)) return random_.between(0, 20);
  return random_.between(0, 3'000);
}

std::optional<Time> Kernel::next_time() const {
  return queue_.empty() ? std::nullopt : std::optional<Time>(queue_.top().at);
}

void Kernel::take_one() {
  const Item item = queue_.top();
  queue_.pop();
  Pod& pod = pods_[index(item.pod)];
  const bool same_keeper = pod.keeper && item.generation == pod.keeper_number;
  const bool same_agent = item.generation == agent_number_;
  switch (item.what) {
    case What::Make:
      if (same_keeper) make_process(item.pod, item.id);
      return;
    case What::ExecSettles:
      if (same_keeper) settle_exec(item.pod, item.id);
      return;
    case What::Die:
      if (same_keeper) die(item.pod, item.id, item.wait_status, item.oom_killed);
      return;
    case What::KeeperDies:
      if (same_keeper && !calm_) keeper_dies(item.pod);
      return;
    case What::TellReport:
      if (same_agent && pod.connected && pod.hearing.listener) pod.hearing.listener->on_keeper_report(item.report);
      return;
    case What::TellGone:
      if (same_agent && pod.connected && pod.hearing.listener) {
        pod.connected = false;
        pod.hearing.listener->on_keeper_gone();
      }
      return;
    case What::TellExec:
      if (auto heard = pod.hearing.exec_readable.find(item.id);
          same_agent && heard != pod.hearing.exec_readable.end()) {
        heard->second();
      }
      return;
    case What::Call:
      if (auto call = calls_.find(item.call); same_agent && call != calls_.end()) {
        const std::function<void()> made = std::move(call->second);
        calls_.erase(call);
        made();
      }
      return;
  }
}

bool Kernel::begin(Verb verb) {
  VerbTally& tally = tally_[static_cast<std::size_t>(verb)];
  if (!dead_ && verbs_to_live_ == 0) {
    dead_ = true;
    tally.died += 1;
  }
  if (dead_) return false;
  if (verbs_to_live_ > 0) verbs_to_live_ -= 1;
  tally.done += 1;
  return true;
}

Error Kernel::refuse(Verb verb) {
  tally_[static_cast<std::size_t>(verb)].refused += 1;
  return Error{random_.pick<int>({ENOSPC, EMFILE, ENOMEM, EAGAIN}), "simulated"};
}

void Kernel::new_agent() {
  for (int number = 0; number < static_cast<int>(pods_.size()); ++number) {
    const Pod& pod = pods_[index(number)];
    if (pod.keeper && random_.chance(pod.scenario.faults.sandbox_lost)) keeper_dies(number);
  }
  dead_ = false;
  verbs_to_live_ = -1;
  agent_number_ += 1;
  calls_.clear();
  for (Pod& pod : pods_) {
    pod.connected = false;
    pod.hearing = {};
  }
}

void Kernel::call_later(Millis delay, std::function<void()> call) {
  calls_.emplace(++last_call_, std::move(call));
  Item item{};
  item.what = What::Call;
  item.generation = agent_number_;
  item.call = last_call_;
  post(delay, item);
}

// To the agent that is connected; to nobody while none is, for connect() tells all that is kept.
void Kernel::report(int pod, const KeeperReport& report) {
  if (!pods_[index(pod)].connected) return;
  Item item{};
  item.what = What::TellReport;
  item.pod = pod;
  item.generation = agent_number_;
  item.report = report;
  post(0, item);
}

Result<void> Kernel::make(int number, std::uint32_t attempt) {
  Pod& pod = pods_[index(number)];
  demand(!pod.keeper, "a sandbox is made while there is one");
  demand(attempt >= pod.attempt, "the number of a sandbox goes back");
  demand(is_clean() || left_by_ == number, "a pod begins among what is left of another");
  demand(pod.record.has_value(), "a sandbox without a record");
  pod.attempt = attempt;
  if (random_.chance(pod.scenario.faults.sandbox_fails)) return refuse(Verb::Make);
  pod.keeper = true;
  pod.init_died = false;
  pod.keeper_number += 1;
  pod.connected = true;
  pod.launches.clear();
  if (random_.chance(faults.make_refused)) return refuse(Verb::Make);
  if (random_.chance(pod.scenario.faults.sandbox_lost)) {
    Item item{};
    item.what = What::KeeperDies;
    item.pod = number;
    item.generation = pod.keeper_number;
    post(random_.between(0, 120'000), item);
  }
  return {};
}

Result<void> Kernel::connect(int number, std::vector<KeeperEntry>& entries) {
  Pod& pod = pods_[index(number)];
  if (!pod.keeper) return Error{ECONNREFUSED, "simulated: no keeper"};
  if (random_.chance(faults.keeper_hangs)) return refuse(Verb::Adopt);
  // A request of the earlier agent that the keeper has not read is carried out first.
  std::vector<LaunchId> unread;
  for (const auto& [id, launch] : pod.launches) {
    if (launch.pid == 0) unread.push_back(id);
  }
  for (const LaunchId id : unread) make_process(number, id);
  pod.connected = true;
  for (const auto& [id, launch] : pod.launches) {
    KeeperEntry entry;
    entry.id = id;
    entry.pid = launch.pid;
    entry.exited = launch.exited;
    entry.wait_status = launch.wait_status;
    entries.push_back(std::move(entry));
  }
  return {};
}

Result<void> Kernel::ask_launch(int number, LaunchId id, int container) {
  Pod& pod = pods_[index(number)];
  if (!pod.keeper) return Error{EPIPE, "simulated: the keeper is gone"};
  demand(!pod.launches.contains(id), "a launch number is used twice");
  demand(pod.record.has_value(), "a launch without a record");
  demand(!pod.removed, "a pod that had ended runs again");
  demand(!pod.given_up.contains(id), "a start that was given up goes on");
  if (pod.init_died) return Error{EINVAL, "simulated: the PID namespace is gone"};
  Launch& launch = pod.launches[id];
  launch.container = container;
  Item item{};
  item.what = What::Make;
  item.pod = number;
  item.id = id;
  item.generation = pod.keeper_number;
  post(random_.chance(pod.scenario.faults.start_slow) ? random_.between(1'000, 90'000) : delay(), item);
  return {};
}

void Kernel::make_process(int number, LaunchId id) {
  Pod& pod = pods_[index(number)];
  const auto found = pod.launches.find(id);
  if (found == pod.launches.end() || found->second.pid != 0) return;
  Launch& launch = found->second;
  if (pod.init_died || random_.chance(faults.keeper_refuses)) {
    pod.launches.erase(found);  // Nothing is kept of what never was.
    return report(number, {KeeperReport::Kind::LaunchFailed, id, 0, 0, -1, EAGAIN});
  }
  for (const Pod& other : pods_) {
    for (const auto& [other_id, process] : other.launches) {
      if (!process.alive) continue;
      demand(&other == &pod, "a process starts while one of the pod before it lives");
      demand(process.container != launch.container, "two processes of one container live");
    }
  }
  launch.pid = ++last_pid_;
  launch.alive = true;
  launch.ignores_stop = random_.chance(pod.scenario.faults.ignores_stop);
  report(number, {KeeperReport::Kind::Launched, id, launch.pid, 0, 0, 0});
  launch.exec_to_come = ExecProgress{ExecProgress::State::Done, {}};
  if (launch.container != kInitProcess && random_.chance(faults.exec_fails)) {
    launch.exec_to_come = ExecProgress{ExecProgress::State::Failed, {3, ENOENT}};
  }
  Item item{};
  item.what = What::ExecSettles;
  item.pod = number;
  item.id = id;
  item.generation = pod.keeper_number;
  post(delay(), item);
}

void Kernel::settle_exec(int number, LaunchId id) {
  Pod& pod = pods_[index(number)];
  const auto found = pod.launches.find(id);
  if (found == pod.launches.end() || !found->second.exec_to_come) return;
  Launch& launch = found->second;
  launch.exec = *launch.exec_to_come;
  launch.exec_to_come.reset();
  Item item{};
  item.what = What::TellExec;
  item.pod = number;
  item.id = id;
  item.generation = agent_number_;
  post(random_.chance(80) ? 0 : delay(), item);
  if (launch.exec.state == ExecProgress::State::Failed) return die(number, id, exit_status(127), false);
  plan_exit(number, id);
}

void Kernel::plan_exit(int number, LaunchId id) {
  Pod& pod = pods_[index(number)];
  const Launch& launch = pod.launches.at(id);
  if (launch.container == kInitProcess) return;
  const core::ContainerPolicy& policy = pod.policy->containers[static_cast<std::size_t>(launch.container)];
  const bool must_end = policy.kind == core::ContainerKind::Init ||
                        core::restart_policy(*pod.policy, policy) != core::RestartPolicy::Always;
  Item item{};
  item.what = What::Die;
  item.pod = number;
  item.id = id;
  item.generation = pod.keeper_number;
  if (calm_) {
    if (must_end) post(random_.between(0, 5'000), item);
  } else if (random_.chance(pod.scenario.faults.exits)) {
    const Millis runs = random_.pick<Millis>({0, 5, 1'000, 20'000, 100'000, 1'500'000});
    item.oom_killed = random_.chance(10);
    item.wait_status =
        item.oom_killed ? SIGKILL : random_.pick<int>({0, 0, 0, exit_status(1), exit_status(2), SIGSEGV});
    post(random_.between(0, runs), item);
  } else if (must_end) {
    post(random_.between(0, 200'000), item);
  }
}

void Kernel::die(int number, LaunchId id, int wait_status, bool oom_killed) {
  Pod& pod = pods_[index(number)];
  const auto found = pod.launches.find(id);
  if (found == pod.launches.end() || !found->second.alive) return;
  Launch& launch = found->second;
  launch.alive = false;
  launch.exited = true;
  launch.wait_status = wait_status;
  launch.oom_killed = oom_killed;
  // Killed before its exec: the pipe is closed all the same.
  if (launch.exec_to_come) launch.exec = {ExecProgress::State::Done, {}};
  launch.exec_to_come.reset();
  report(number, {KeeperReport::Kind::Exited, id, launch.pid, wait_status, 0, 0});
  if (launch.container != kInitProcess) return;
  pod.init_died = true;
  for (auto& [other_id, other] : pod.launches) {  // The kernel kills what is in its PID namespace.
    if (other.alive) die(number, other_id, SIGKILL, false);
  }
}

void Kernel::keeper_dies(int number) {
  Pod& pod = pods_[index(number)];
  for (const auto& [id, launch] : pod.launches) {
    if (launch.container == kInitProcess && random_.chance(50)) return die(number, id, SIGKILL, false);
  }
  pod.keeper = false;
  pod.launches.clear();
  Item item{};
  item.what = What::TellGone;
  item.pod = number;
  item.generation = agent_number_;
  post(delay(), item);
}

void Kernel::signal(int number, LaunchId id, int signal) {
  Pod& pod = pods_[index(number)];
  const auto found = pod.launches.find(id);
  if (found == pod.launches.end() || !found->second.alive) return;
  Launch& launch = found->second;
  if (signal == SIGKILL) return kill_group(number, id);
  if (launch.ignores_stop || launch.dying) return;
  launch.dying = true;
  Item item{};
  item.what = What::Die;
  item.pod = number;
  item.id = id;
  item.generation = pod.keeper_number;
  item.wait_status = random_.chance(50) ? 0 : signal;
  post(calm_ ? random_.between(0, 500) : random_.pick<Millis>({0, 10, 1'000, 1'999, 2'000, 10'000, 29'000}), item);
}

void Kernel::kill_group(int number, LaunchId id) {
  Item item{};
  item.what = What::Die;
  item.pod = number;
  item.id = id;
  item.generation = pods_[index(number)].keeper_number;
  item.wait_status = SIGKILL;
  post(delay(), item);
}

bool Kernel::end_group(int number, LaunchId id) {
  const auto found = pods_[index(number)].launches.find(id);
  return found != pods_[index(number)].launches.end() && found->second.oom_killed;
}

void Kernel::release(int number, LaunchId id) {
  Pod& pod = pods_[index(number)];
  const auto found = pod.launches.find(id);
  if (found == pod.launches.end()) return;
  if (found->second.exited) pod.launches.erase(found);
}

void Kernel::lose(int number) {
  Pod& pod = pods_[index(number)];
  pod.keeper = false;
  pod.connected = false;
  pod.launches.clear();
  if (is_clean()) left_by_ = number;
  if (random_.chance(faults.slow_cleaning)) clean_at_ = std::max(clean_at_, now_ + random_.between(1, 4'000));
}

void Kernel::remove(int number) {
  demand(!pods_[index(number)].keeper, "a sandbox is removed under its keeper");
  pods_[index(number)].attempt = 0;
  pods_[index(number)].removed = pods_[index(number)].ended;
}

void Kernel::begin_anew(int number) {
  pods_[index(number)].removed = pods_[index(number)].ended = false;
  pods_[index(number)].given_up.clear();
}

void Kernel::ask_start(int number, LaunchId id) { pods_[index(number)].given_up.erase(id); }

void Kernel::ask_end(int number, LaunchId id) {
  Pod& pod = pods_[index(number)];
  if (!pod.launches.contains(id)) pod.given_up.insert(id);
}

ExecProgress Kernel::exec_progress(int number, LaunchId id) const {
  const auto& launches = pods_[index(number)].launches;
  const auto found = launches.find(id);
  // Its writers are dead: the pipe is closed.
  return found == launches.end() ? ExecProgress{ExecProgress::State::Done, {}} : found->second.exec;
}

Result<void> Kernel::save(int number, const runtime::PodMemory& memory) {
  if (now_ < tmpfs_full_until_ && !calm_) {
    refuse(Verb::Save);
    return Error{ENOSPC, "simulated"};
  }
  pods_[index(number)].record = memory;
  return {};
}

bool Kernel::any_alive(int number) const {
  const auto& launches = pods_[index(number)].launches;
  return std::any_of(launches.begin(), launches.end(),
                     [](const auto& entry) { return entry.second.alive && entry.second.container != kInitProcess; });
}

bool Kernel::any_unreleased(int number) const {
  const auto& launches = pods_[index(number)].launches;
  return std::any_of(launches.begin(), launches.end(), [](const auto& entry) { return entry.second.exited; });
}

void Kernel::calm() {
  calm_ = true;
  faults = {};
  for (int number = 0; number < static_cast<int>(pods_.size()); ++number) {
    pods_[index(number)].scenario.faults = {};
    for (auto& [id, launch] : pods_[index(number)].launches) {
      launch.ignores_stop = false;
      if (launch.alive) plan_exit(number, id);
    }
  }
}

}  // namespace peapod::sim
