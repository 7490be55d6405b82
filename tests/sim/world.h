#pragma once

// The executor, the keeper and the kernel, simulated: it carries out actions with delays and faults, and owns
// the truth about which processes live. It knows nothing of the machine's state.

#include <queue>
#include <variant>
#include <vector>

#include "firmware-agent/core/pod_action.h"
#include "tests/sim/scenario.h"

namespace peapod::sim {

class World {
 public:
  World(const Scenario& scenario, Random& random) : scenario_(scenario), faults_(scenario.faults), random_(random) {}

  void carry_out(const core::Action& action, core::Time now);

  // When something happens by itself.
  std::optional<core::Time> next_time() const;

  // What happens next, if it is due; an internal matter of the world is empty.
  std::optional<core::Event> take(core::Time now);

  // The agent dies: what it was doing itself is lost or comes late; processes and the keeper's reports stay.
  void lose_agent();

  // No more faults: processes behave, hooks that hang are answered.
  void calm(core::Time now);

  bool any_alive() const;

 private:
  struct Process {
    core::ContainerIndex container = 0;
    bool asked = false;  // A start is under way.
    bool made = false;
    bool alive = false;
    bool ignores_stop = false;
    bool dying = false;
    int sandbox = 0;  // The one it was asked for.
    int attempt = 0;  // Rises with each start asked for and given up.
  };
  struct Spawn {
    core::LaunchNumber launch;
    int attempt;
  };
  struct Die {
    core::LaunchNumber launch;
    std::int32_t exit_code;
    std::int32_t signal;
    bool oom_killed;
  };
  struct AnswerCreate {
    bool ready;
    int create;
  };
  struct BreakSandbox {};
  struct TellLoss {
    int sandbox;  // Of no interest any more when there is another.
  };
  struct Item {
    core::Time at;
    std::uint64_t order;
    std::variant<core::Event, Spawn, Die, AnswerCreate, BreakSandbox, TellLoss> what;
    bool of_agent;  // Lost when the agent dies.
  };
  struct Later {
    bool operator()(const Item& a, const Item& b) const { return a.at != b.at ? a.at > b.at : a.order > b.order; }
  };

  void post(core::Time at, decltype(Item::what) what, bool of_agent = false);
  void report(core::Time at, const core::Event& event, bool of_agent = false);  // Perhaps twice.
  core::Millis delay();
  Process& process(core::LaunchNumber launch);

  void start(const core::action::StartContainer& action, core::Time now);
  void stop(const core::action::StopContainer& action, core::Time now);
  void kill(const core::action::KillContainer& action, core::Time now);
  void run_hook(const core::action::RunHook& action, core::Time now);
  void run_probe(const core::action::RunProbe& action, core::Time now);
  void resize(const core::action::ResizeContainer& action, core::Time now);
  bool give_up_start(core::ContainerIndex container, core::LaunchNumber launch, core::Time now);
  void spawn(const Spawn& birth, core::Time now);
  void plan_exit(core::LaunchNumber launch, core::Time now);
  void die(const Die& death, core::Time now);
  void break_sandbox(core::Time now);
  void end_sandbox(core::Time now);

  const Scenario& scenario_;
  Faults faults_;
  Random& random_;
  bool calm_ = false;
  bool has_sandbox_ = false;
  int sandbox_ = 0;  // Rises with each made and each lost.
  int create_ = 0;   // The newest CreateSandbox; a loss is its answer, too.
  std::uint64_t order_ = 0;
  std::vector<Process> processes_;  // By launch number.
  std::vector<core::event::HookDone> hung_hooks_;
  std::priority_queue<Item, std::vector<Item>, Later> queue_;
};

}  // namespace peapod::sim
