#pragma once

// One pod: its machine, and everything that carries out what the machine wants. Events are queued by push() and taken
// in run(), once per turn of the loop, so no handler runs inside another.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/pod_spec.h"
#include "firmware-agent/core/pod_machine.h"
#include "firmware-agent/core/pod_status.h"
#include "firmware-agent/runtime/admission.h"
#include "firmware-agent/runtime/container_run.h"
#include "firmware-agent/runtime/hook_runner.h"
#include "firmware-agent/runtime/node.h"
#include "firmware-agent/runtime/pod_control.h"
#include "firmware-agent/runtime/pod_record.h"
#include "firmware-agent/runtime/probe_runner.h"
#include "firmware-agent/runtime/sandbox.h"

namespace peapod::runtime {

// What the agent knows of a pod beside its manifest.
struct PodOrigin {
  bool from_file = false;
  std::string file;      // The manifest's path, for a static pod.
  WallTime created = 0;  // creationTimestamp.
};

class PodRunner {
 public:
  // `woken` is told when there is something to run(); `changed` after what the API shows has changed.
  struct Callbacks {
    std::function<void()> woken;
    std::function<void(PodRunner&)> changed;
  };

  PodRunner(Node& node, config::Pod pod, PodOrigin origin, Callbacks callbacks);
  ~PodRunner();
  PodRunner(const PodRunner&) = delete;
  PodRunner& operator=(const PodRunner&) = delete;

  void begin();                      // A new pod; and when its deadline() has come.
  void reject(Rejection rejection);  // Instead: it is shown as Failed and never runs.
  // A pod an earlier agent left, with the state it wrote last. An error: the record cannot be used.
  Result<void> resume(const Record& record);

  void stop(core::StopCause cause, std::optional<std::int64_t> grace_seconds);
  void set_metadata(config::Labels labels, config::Labels annotations);
  void run();
  std::optional<core::Time> deadline() const;
  void remove_logs();
  bool gone() const;  // Nothing is left of it on the box.
  bool deleting() const { return deletion_requested_.has_value(); }

  const config::Pod& pod() const { return pod_; }
  const PodOrigin& origin() const { return origin_; }
  PodView view() const;
  std::string record_path() const;
  // Null, with the API's words in `why`, when that container is not running.
  ContainerRun* running_container(std::string_view name, std::string& why);
  Sandbox& sandbox() { return *sandbox_; }

 private:
  struct Slot {
    ContainerDetail detail;
    std::unique_ptr<ContainerRun> run;
    std::array<std::unique_ptr<ProbeRunner>, 3> probes;
    std::array<std::unique_ptr<HookRunner>, 2> hooks;
  };

  void push(const core::Event& event);
  void after(const core::Event& event);
  void perform(const core::Action& action);
  void start_container(core::ContainerIndex index, core::LaunchNumber launch);
  void run_hook(const core::action::RunHook& action);
  void run_probe(const core::action::RunProbe& action);
  void notice(const core::action::Notice& told);
  void record_event(std::optional<core::ContainerIndex> container, std::string_view type, std::string_view reason,
                    const std::string& message);
  ContainerRun* run_of(core::ContainerIndex index, core::LaunchNumber launch);
  void drop_run(core::ContainerIndex index, core::LaunchNumber launch);
  static void clear(Slot& slot);
  void save();
  void adopt_processes();

  Node& node_;
  config::Pod pod_;  // Only its labels and annotations change.
  const PodOrigin origin_;
  const core::PodPolicy policy_;
  Callbacks callbacks_;
  core::PodState state_;
  std::unique_ptr<Sandbox> sandbox_;
  std::unique_ptr<PodContext> context_;
  std::vector<Slot> slots_;
  std::optional<Rejection> rejection_;
  std::string sandbox_failure_;  // For the event about it.
  std::optional<WallTime> deletion_requested_;
  std::int64_t deletion_grace_seconds_ = 0;
  std::uint64_t resource_version_ = 0;
  std::uint64_t saved_ = 0;  // Fingerprints of what was last written and last shown.
  std::uint64_t shown_ = 0;
  std::vector<core::Event> queue_, taken_;
  core::Actions actions_;
  std::vector<std::byte> state_bytes_;
};

}  // namespace peapod::runtime
