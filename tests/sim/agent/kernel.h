#pragma once

// The box below the agent, simulated: keepers with what they hold, processes, records on tmpfs, and time. It outlives
// the agent, which may die at any verb; from then on verbs do nothing until the next agent. It owns the truth about
// which processes live.

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <queue>
#include <set>
#include <vector>

#include "firmware-agent/runtime/verbs.h"
#include "tests/sim/agent/faults.h"
#include "tests/sim/random.h"
#include "tests/sim/scenario.h"

namespace peapod::sim {

using platform::KeeperEntry;
using platform::KeeperReport;
using platform::LaunchId;

// What verbs there are; for the table of what was reached.
enum class Verb : std::uint8_t {
  Make,
  Adopt,
  LaunchInit,
  Signal,
  Release,
  Lose,
  Remove,
  ChooseImage,
  Launch,
  AdoptContainer,
  Kill,
  End,
  CleanUp,
  RunProbe,
  RunHook,
  Resize,
  MakeRoom,
  Fit,
  Save,
  Forget
};
inline constexpr std::size_t kVerbCount = static_cast<std::size_t>(Verb::Forget) + 1;

struct VerbTally {
  std::uint64_t done = 0, refused = 0, died = 0;
};

inline constexpr int kInitProcess = -1;  // Container index of a pod's PID 1.

class Kernel {
 public:
  Kernel(Random& random, std::array<VerbTally, kVerbCount>& tally) : random_(random), tally_(tally) {}

  // A pod that may come to be; its number is its uid's.
  int add_pod(const Scenario& scenario, const core::PodPolicy& policy);

  core::Time now() const { return now_; }
  void advance(core::Time to) { now_ = std::max(now_, to); }
  std::optional<core::Time> next_time() const;
  void take_one();  // What is due next.

  // The agent's life.
  bool begin(Verb verb);  // A verb; false: the agent is dead, and nothing happens.
  Error refuse(Verb verb);
  void let_agent_die_within(int verbs) { verbs_to_live_ = verbs; }
  bool agent_is_dead() const { return dead_; }
  void new_agent();

  // Calls into the agent after a while; lost with it.
  void call_later(core::Millis delay, std::function<void()> call);

  struct Hearing {
    runtime::KeeperListener* listener = nullptr;
    std::map<LaunchId, std::function<void()>> exec_readable;
  };
  Hearing& hearing(int pod) { return pods_[index(pod)].hearing; }

  // SandboxVerbs.
  Result<void> make(int pod, std::uint32_t attempt);
  Result<void> connect(int pod, std::vector<KeeperEntry>& entries);
  Result<void> ask_launch(int pod, LaunchId id, int container);
  void signal(int pod, LaunchId id, int signal);
  void release(int pod, LaunchId id);
  void lose(int pod);
  void remove(int pod);

  // What the machine has asked for: a start that has no process yet, and that none may come of it any more.
  void begin_anew(int pod);
  void note_end(int pod) { pods_[index(pod)].ended = true; }
  void ask_start(int pod, LaunchId id);
  void ask_end(int pod, LaunchId id);

  // ContainerVerbs.
  runtime::ExecProgress exec_progress(int pod, LaunchId id) const;
  void kill_group(int pod, LaunchId id);
  bool end_group(int pod, LaunchId id);  // True: the kernel's OOM killer had been there.

  // What their cgroups have: resources as JSON, of a launch or of the pod as a whole.
  void set_resources(int pod, LaunchId id, std::string resources) {
    pods_[index(pod)].resources[id] = std::move(resources);
  }
  void set_group(int pod, std::string resources) { pods_[index(pod)].group = std::move(resources); }
  const std::string& group_of(int pod) const { return pods_[index(pod)].group; }
  // Calls with each container (by index) that lives.
  void each_alive(int pod, const std::function<void(int container, const std::string& resources)>& call) const;

  // Records.
  Result<void> save(int pod, const runtime::PodMemory& memory);
  void forget(int pod) { pods_[index(pod)].record.reset(); }
  const std::optional<runtime::PodMemory>& record(int pod) const { return pods_[index(pod)].record; }
  void fill_tmpfs_until(core::Time time) { tmpfs_full_until_ = time; }

  bool is_clean() const { return now_ >= clean_at_; }
  core::Time clean_at() const { return clean_at_; }

  void calm();
  bool any_alive(int pod) const;
  bool any_unreleased(int pod) const;
  const Faults& faults_of(int pod) const { return pods_[index(pod)].scenario.faults; }
  bool has_keeper(int pod) const { return pods_[index(pod)].keeper; }
  BoxFaults faults;

 private:
  struct Launch {
    int container = 0;
    pid_t pid = 0;
    bool alive = false, exited = false;
    bool ignores_stop = false, dying = false, oom_killed = false;
    runtime::ExecProgress exec;
    int wait_status = 0;
    std::optional<runtime::ExecProgress> exec_to_come;
  };
  struct Pod {
    Scenario scenario;
    const core::PodPolicy* policy = nullptr;
    bool keeper = false;
    int keeper_number = 0;   // Rises with each keeper.
    bool init_died = false;  // The pod's PID 1, and nothing can be launched any more.
    bool connected = false;
    std::uint32_t attempt = 0;
    bool ended = false;           // By itself, and not because it was asked to.
    bool removed = false;         // Then its sandbox, for good.
    std::set<LaunchId> given_up;  // Stopped before there was a process.
    std::map<LaunchId, Launch> launches;
    std::map<LaunchId, std::string> resources;
    std::string group;
    std::optional<runtime::PodMemory> record;
    Hearing hearing;
  };
  enum class What : std::uint8_t { Make, ExecSettles, Die, KeeperDies, TellReport, TellGone, TellExec, Call };
  struct Item {
    core::Time at;
    std::uint64_t order;
    What what;
    int pod = 0;
    LaunchId id = 0;
    int generation = 0;  // Of the keeper, or of the agent.
    KeeperReport report{};
    std::size_t call = 0;
    int wait_status = 0;
    bool oom_killed = false;
  };
  struct Later {
    bool operator()(const Item& a, const Item& b) const { return a.at != b.at ? a.at > b.at : a.order > b.order; }
  };

  static std::size_t index(int pod) { return static_cast<std::size_t>(pod); }
  void post(core::Millis delay, Item item);
  void report(int pod, const KeeperReport& report);
  core::Millis delay();
  void make_process(int pod, LaunchId id);
  void settle_exec(int pod, LaunchId id);
  void plan_exit(int pod, LaunchId id);
  void die(int pod, LaunchId id, int wait_status, bool oom_killed);
  void keeper_dies(int pod);

  Random& random_;
  std::array<VerbTally, kVerbCount>& tally_;
  core::Time now_{1'000'000};
  core::Time tmpfs_full_until_;
  core::Time clean_at_;
  std::deque<Pod> pods_;  // References to its elements stay good.
  std::priority_queue<Item, std::vector<Item>, Later> queue_;
  std::map<std::size_t, std::function<void()>> calls_;
  std::size_t last_call_ = 0;
  std::uint64_t order_ = 0;
  pid_t last_pid_ = 1;
  int agent_number_ = 0;
  int verbs_to_live_ = -1;
  bool dead_ = false;
  bool calm_ = false;
  int left_by_ = -1;  // Whose remains are not cleaned yet.
};

}  // namespace peapod::sim
