// The processes of the simulated kernel: how they come to be and how they end.

#include <algorithm>
#include <cerrno>
#include <csignal>

#include "firmware-agent/core/restart.h"
#include "tests/sim/agent/kernel.h"
#include "tests/sim/violation.h"

namespace peapod::sim {

using core::Millis;
using runtime::ExecProgress;

static int exit_status(int code) { return code << 8; }

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

}  // namespace peapod::sim
