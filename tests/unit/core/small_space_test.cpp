#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <unordered_map>

#include "firmware-agent/core/pod_machine.h"
#include "firmware-agent/core/record.h"
#include "tests/sim/ledger.h"
#include "tests/sim/violation.h"
#include "tests/support/slow_machine.h"
#include "tests/unit/core/moves.h"
#include "tests/unit/core/pod_driver.h"

// Every sequence of events of a small pod up to a depth, judged after each step by the simulator's second opinion.
// Sequences that lead to the same state are followed once.

namespace peapod {

static std::vector<const char*> path;  // What led to the step that is judged.

void sim::violated(const char* rule) {
  std::printf("broken rule: %s, after", rule);
  for (const char* name : path) std::printf(" / %s", name);
  std::printf("\n");
  std::fflush(stdout);
  std::abort();
}

namespace core {
namespace {

// All there is of a moment: the machine's state, what it must know, and what the ledger knows of the past.
struct Moment {
  PodState state;
  Time now;
  Definition definition;  // Of the last main container.
  sim::Ledger ledger;
};

class Space {
 public:
  Space(PodPolicy policy, int depth) : policy_(std::move(policy)), depth_(depth), moves_(moves(policy_)) {}

  // From a new pod, or one whose containers all run. Steps taken.
  std::size_t enumerate(bool from_running) {
    Time begin{1'000'000};
    Moment first{make_pod_state(policy_, begin), begin, policy_.containers.back().definition,
                 sim::Ledger(policy_, begin)};
    take(first, event::Tick{});
    if (from_running) take(first, event::SandboxReady{});
    for (ContainerIndex i = 0; from_running && i < policy_.containers.size(); ++i) {
      take(first, event::Started{i, first.state.containers[i].launch});
    }
    visit(first, 0);
    return steps_;
  }
  std::size_t states() const { return seen_.size(); }

 private:
  void visit(const Moment& moment, int depth) {
    if (depth == depth_ || !is_new(moment, depth)) return;
    for (const Move& move : moves_) {
      Moment next = moment;
      path.push_back(move.name.c_str());
      if (make(move, next)) visit(next, depth + 1);
      path.pop_back();
    }
  }

  bool make(const Move& move, Moment& moment) {
    policy_.containers.back().definition = moment.definition;
    if (move.kind == Move::Kind::Deadline) {
      std::optional<Time> deadline = next_deadline(moment.state, policy_);
      if (!deadline) return false;
      moment.now = *deadline;
    }
    if (move.kind == Move::Kind::AnotherImage) moment.definition.image += 1;
    if (move.kind == Move::Kind::Resize) moment.definition.memory += 1;
    policy_.containers.back().definition = moment.definition;
    take(moment, move.make(moment.state));
    return true;
  }

  void take(Moment& moment, const Event& event) {
    steps_ += 1;
    actions_.clear();
    moment.ledger.told(event, moment.now);
    step(moment.state, policy_, event, moment.now, actions_);
    for (const Action& action : actions_) moment.ledger.asked(action);
    moment.ledger.settled(next_deadline(moment.state, policy_));
    moment.ledger.shown(derive_status(moment.state, policy_, moment.now));
  }

  // With fewer moves left nothing new comes of a state that was followed before with more.
  bool is_new(const Moment& moment, int depth) {
    save(moment.state, record_);
    std::string key(reinterpret_cast<const char*>(record_.data()), record_.size());
    key += std::to_string(moment.now.ms) + "/" + std::to_string(moment.definition.image) + "/" +
           std::to_string(moment.definition.memory);
    auto [place, inserted] = seen_.try_emplace(std::hash<std::string>{}(key), depth);
    if (!inserted && place->second <= depth) return false;
    place->second = depth;
    return true;
  }

  PodPolicy policy_;
  int depth_;
  std::vector<Move> moves_;
  Actions actions_;
  std::vector<std::byte> record_;
  std::unordered_map<std::size_t, int> seen_;
  std::size_t steps_ = 0;
};

PodPolicy pod_of(std::vector<ContainerPolicy> containers, RestartPolicy restart) {
  PodPolicy policy;
  policy.containers = std::move(containers);
  policy.restart_policy = restart;
  policy.termination_grace = 10'000;
  return policy;
}

ContainerPolicy with_hooks(ContainerPolicy container) {
  container.has_post_start = container.has_pre_stop = true;
  return container;
}

ContainerPolicy with_rule(ContainerPolicy container) {
  container.restart_policy = RestartPolicy::Never;
  container.restart_rules = {{RestartAction::RestartAllContainers, false, {42}}};
  return container;
}

struct Case {
  const char* what;
  std::vector<ContainerPolicy> containers;
  RestartPolicy restart;
  int depth;
  bool from_running = false;
};

ContainerPolicy with_one_failure(ContainerPolicy container, ProbeKind kind) {
  return with_probe(std::move(container), kind, {.failure_threshold = 1});
}

const Case kCases[] = {
    {"one container", {main_container()}, RestartPolicy::Always, 8},
    {"one container", {main_container()}, RestartPolicy::Never, 8},
    {"one with hooks", {with_hooks(main_container())}, RestartPolicy::Never, 8},
    {"one that restarts all", {with_rule(main_container())}, RestartPolicy::Never, 8},
    {"one with startup and liveness probes",
     {with_one_failure(with_one_failure(main_container(), ProbeKind::Startup), ProbeKind::Liveness)},
     RestartPolicy::Never,
     8},
    {"one with a readiness probe", {with_one_failure(main_container(), ProbeKind::Readiness)}, RestartPolicy::Never, 8},
    {"two and a sidecar", {sidecar(), with_rule(main_container()), main_container()}, RestartPolicy::Always, 6},
    {"two and a sidecar", {sidecar(), with_rule(main_container()), main_container()}, RestartPolicy::Never, 6},
    {"two and a sidecar that run",
     {sidecar(), with_rule(main_container()), main_container()},
     RestartPolicy::Never,
     5,
     true},
};

TEST(SmallSpace, KeepsEveryRule) {
  const bool slow = test::machine_is_slow();
  for (const Case& c : kCases) {
    const int depth = c.depth - (slow ? 2 : 0);  // All code is met in the first of the steps.
    Space space(pod_of(c.containers, c.restart), depth);
    std::size_t steps = space.enumerate(c.from_running);
    std::printf("%s to depth %d: %zu states, %zu steps\n", c.what, depth, space.states(), steps);
    EXPECT_GT(space.states(), slow ? 100U : 5'000U) << c.what;
  }
}

}  // namespace
}  // namespace core
}  // namespace peapod
