#include "tests/sim/agent/kernel.h"

#include <algorithm>
#include <cerrno>
#include <csignal>

#include "tests/sim/violation.h"

namespace peapod::sim {

using core::Millis;
using core::Time;
using runtime::ExecProgress;

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
  pods_[index(number)].attempt = 0;  // runtime/orphans has removed what an earlier agent left.
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

void Kernel::each_alive(int pod, const std::function<void(int container, const std::string& resources)>& call) const {
  const Pod& of = pods_[index(pod)];
  for (const auto& [id, launch] : of.launches) {
    if (!launch.alive || launch.container == kInitProcess) continue;
    const auto resources = of.resources.find(id);
    call(launch.container, resources == of.resources.end() ? std::string() : resources->second);
  }
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
