#pragma once

// One history of a whole agent: a name, the pods it stands for one after the other, and everything that may happen to
// them and to the agent; then calm, in which the last one must become ready or end, and at last all must be gone.

#include <memory>
#include <string>
#include <vector>

#include "firmware-agent/runtime/pods.h"
#include "tests/sim/agent/kernel.h"
#include "tests/sim/agent/verbs.h"
#include "tests/sim/ledger.h"

namespace peapod::sim {

using VerbTallies = std::array<VerbTally, kVerbCount>;

class AgentHistory final : public Onlooker {
 public:
  AgentHistory(std::uint64_t seed, VerbTallies& tallies, bool trace);
  ~AgentHistory();

  void run();
  std::uint64_t steps() const { return steps_; }

 private:
  // A pod of the name, with the second opinion about it: as of now, and as of its record.
  struct Generation {
    Scenario scenario;
    config::Pod pod;       // The manifest that began it,
    config::Pod recorded;  // and what it has become, as of its record.
    core::PodPolicy policy;
    std::unique_ptr<Ledger> ledger, on_record;
    const core::PodPolicy* executors = nullptr;  // Whose steps are this pod's.
    bool stepped = false;                        // By these.
    bool ready = false, ended = false;
  };

  int new_generation();
  int new_generation_alike();
  int add_generation(std::unique_ptr<Generation> generation);
  Generation* running();  // Whose pod there is.
  void check_manifest_is_followed();
  void watch(int pod, const core::PodState& state, const core::Actions& actions);
  void begin_agent();
  void restart_agent();
  int takes_up(const config::Pod& pod, runtime::PodInbox& inbox) override;
  void saved(int pod, const config::Pod& manifest) override;
  void stepped(const core::PodState& state, const core::PodPolicy& policy, const core::Event& event,
               const core::Actions& actions) override;
  void want();
  void edit();
  bool next();
  void run_pods();
  void chaos();
  void disturb();
  void wait_until_ready();
  void check_keeper_forgets();
  void wait_until_gone();
  runtime::Pods::Place* place();
  int current() const { return static_cast<int>(generations_.size()) - 1; }
  void tell(const char* what) const;

  Random random_;
  Kernel kernel_;
  bool trace_;
  bool calm_ = false;
  bool wanted_ = false;  // There is a manifest: the newest generation's.
  int steps_max_ = 0;
  std::vector<std::unique_ptr<Generation>> generations_;
  std::unique_ptr<SimBox> box_;
  std::unique_ptr<runtime::Pods> pods_;
  core::Millis wall_offset_ = 0;
  bool awake_ = false;
  bool resuming_ = false;
  bool follows_ = true;  // The agent looks at manifests.
  std::uint64_t steps_ = 0;
};

}  // namespace peapod::sim
