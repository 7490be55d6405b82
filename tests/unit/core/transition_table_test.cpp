#include <gtest/gtest.h>

#include <cstdlib>
#include <deque>
#include <fstream>
#include <map>
#include <sstream>

#include "tests/unit/core/moves.h"
#include "tests/unit/core/pod_driver.h"

// The machine as tables, one for each small pod below: found by following every move from every situation that is
// reached, printed, and compared whole with tests/golden/core. A move that is not listed for a situation does nothing
// there. PEAPOD_UPDATE_GOLDEN=1 writes them anew.

namespace peapod::core {
namespace {

const char* word(SandboxPhase phase) {
  constexpr const char* kWords[] = {"no sandbox", "sandbox asked", "sandbox", "sandbox ending", "removing", "gone"};
  return kWords[static_cast<std::size_t>(phase)];
}

const char* word(PodEnd end) {
  constexpr const char* kWords[] = {"",          "deleted",  "shut down",   "evicted",
                                    "preempted", "deadline", "init failed", "completed"};
  return kWords[static_cast<std::size_t>(end)];
}

std::string word(const ContainerState& container, Time now) {
  switch (container.phase) {
    case ContainerPhase::Waiting:
      return now < container.start_after ? "Waiting (back-off)" : "Waiting";
    case ContainerPhase::Starting:
      return container.killed ? "Starting (killed)" : "Starting";
    case ContainerPhase::Running:
      if (container.post_start_pending) return "Running (postStart)";
      return container.started ? "Running" : "Running (startup)";
    case ContainerPhase::Stopping:
      if (container.killed) return "Stopping (killed)";
      if (container.stop_signalled) return "Stopping (signalled)";
      return container.pre_stop_pending ? "Stopping (preStop)" : "Stopping (its turn)";
    case ContainerPhase::Finished:
      return container.last ? "Finished " + std::to_string(container.last->exit_code) : "Finished";
  }
  return {};
}

std::string situation(const PodDriver& pod) {
  std::string text = word(pod.state.sandbox);
  if (pod.state.end != PodEnd::None) text += ", " + std::string(word(pod.state.end));
  if (pod.state.forced) text += " by force";
  if (pod.state.restarting_all) text += ", restarting all";
  if (pod.state.renewing_sandbox) text += " and the sandbox";
  for (const ContainerState& container : pod.state.containers) text += ", " + word(container, pod.now);
  return text;
}

class Table {
 public:
  explicit Table(PodDriver first) : moves_(moves(first.policy)) {
    find(first);
    for (std::size_t i = 0; i < pods_.size(); ++i) write(i);
  }

  std::string text() const { return text_.str(); }
  std::size_t situations() const { return pods_.size(); }

 private:
  std::size_t find(const PodDriver& pod) {
    auto [place, is_new] = numbers_.try_emplace(situation(pod), pods_.size());
    if (is_new) pods_.push_back(pod);
    return place->second;
  }

  // Nothing when the move is not possible.
  std::optional<PodDriver::Words> make(const Move& move, PodDriver& pod) {
    if (move.kind == Move::Kind::Deadline) {
      std::optional<Time> deadline = next_deadline(pod.state, pod.policy);
      if (!deadline) return std::nullopt;
      pod.now = *deadline;
    }
    if (move.kind == Move::Kind::AnotherImage) pod.policy.containers.back().definition.image += 1;
    if (move.kind == Move::Kind::Resize) pod.policy.containers.back().definition.memory += 1;
    return pod.feed(move.make(pod.state));
  }

  void write(std::size_t number) {
    PodDriver before = pods_[number];
    std::string here = situation(before);
    text_ << here << "\n";
    for (const Move& move : moves_) {
      PodDriver after = before;
      std::optional<PodDriver::Words> actions = make(move, after);
      if (!actions) continue;
      find(after);
      if (situation(after) == here && actions->empty()) continue;
      text_ << "  " << move.name << std::string(std::max<std::size_t>(26, move.name.size() + 1) - move.name.size(), ' ')
            << "-> " << (situation(after) == here ? "=" : situation(after));
      for (const std::string& action : *actions) text_ << (&action == actions->data() ? ": " : ", ") << action;
      text_ << "\n";
    }
    text_ << "\n";
  }

  std::vector<Move> moves_;
  std::deque<PodDriver> pods_;
  std::map<std::string, std::size_t> numbers_;
  std::ostringstream text_;
};

std::string file_text(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

struct Case {
  const char* name;
  std::vector<ContainerPolicy> containers;
  RestartPolicy restart = RestartPolicy::Always;
};

ContainerPolicy hooked() {
  ContainerPolicy container = main_container();
  container.has_post_start = container.has_pre_stop = true;
  return container;
}

ContainerPolicy probed() {
  ProbePolicy probe{.failure_threshold = 1};
  return with_probe(with_probe(with_probe(main_container(), ProbeKind::Startup, probe), ProbeKind::Liveness, probe),
                    ProbeKind::Readiness, probe);
}

ContainerPolicy ruled() {
  ContainerPolicy container = main_container();
  container.restart_policy = RestartPolicy::Never;
  container.restart_rules = {{RestartAction::RestartAllContainers, false, {42}}};
  return container;
}

const Case kCases[] = {
    {"main-always", {main_container()}, RestartPolicy::Always},
    {"main-on-failure", {main_container()}, RestartPolicy::OnFailure},
    {"main-never", {main_container()}, RestartPolicy::Never},
    {"hooks", {hooked()}, RestartPolicy::Always},
    {"probes", {probed()}, RestartPolicy::Always},
    {"restart-all", {ruled()}, RestartPolicy::Never},
    {"init", {init(), main_container()}, RestartPolicy::Never},
    {"sidecar", {sidecar(), main_container()}, RestartPolicy::OnFailure},
};

TEST(TransitionTable, IsAsKept) {
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.name);
    PodDriver pod(c.containers, c.restart);
    pod.policy.termination_grace = 10'000;
    pod.tick();
    Table table(pod);
    EXPECT_GT(table.situations(), 10U);
    const std::string path = std::string(PEAPOD_SOURCE_DIR) + "/tests/golden/core/" + c.name + ".txt";
    if (std::getenv("PEAPOD_UPDATE_GOLDEN") != nullptr) std::ofstream(path) << table.text();
    EXPECT_TRUE(file_text(path) == table.text())
        << path << " differs; write it anew by: PEAPOD_UPDATE_GOLDEN=1 build/host/unit_core "
        << "--gtest_filter='TransitionTable.*', and read the diff";
  }
}

}  // namespace
}  // namespace peapod::core
