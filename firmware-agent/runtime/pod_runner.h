#pragma once

// One pod: its machine, and everything that carries out what the machine wants. Events are queued by push() and taken
// in run(), once per turn of the loop, so no handler runs inside another.

#include <array>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/pod_spec.h"
#include "firmware-agent/core/escalation.h"
#include "firmware-agent/core/pod_machine.h"
#include "firmware-agent/core/pod_status.h"
#include "firmware-agent/runtime/admission.h"
#include "firmware-agent/runtime/container_run.h"
#include "firmware-agent/runtime/pod_control.h"
#include "firmware-agent/runtime/pod_memory.h"
#include "firmware-agent/runtime/pod_order.h"
#include "firmware-agent/runtime/resize.h"
#include "firmware-agent/runtime/sandbox.h"
#include "firmware-agent/runtime/verbs.h"

namespace peapod::runtime {

class PodRunner final : public PodInbox {
 public:
  // `woken` is told when there is something to run(); `changed` after what the API shows has changed.
  struct Callbacks {
    std::function<void()> woken;
    std::function<void(PodRunner&)> changed;
    std::function<void(PodRunner&, const std::string& why)> wants_reboot;
    std::function<void(const PodRunner&)> deleted;  // For good: what it was made from may go.
  };

  PodRunner(BoxVerbs& box, config::Pod pod, PodOrigin origin, Callbacks callbacks);
  ~PodRunner();
  PodRunner(const PodRunner&) = delete;
  PodRunner& operator=(const PodRunner&) = delete;

  void begin();                      // A new pod; and when its deadline() has come.
  void reject(Rejection rejection);  // Instead: it is shown as Failed and never runs.
  void hold();                       // Instead, for now: it is shown as Pending until begin().
  void hold_for(Hold hold);          // What it waits for; told once.
  void preempt();                    // It gives way to a critical pod, within its grace; it is shown as Failed.
  // A pod an earlier agent left, with what it wrote last. An error: that cannot be used.
  Result<void> resume(PodMemory&& memory);

  void stop(core::StopCause cause, std::optional<std::int64_t> grace_seconds);
  void set_gates(std::vector<GateReport> reports);  // As many as readinessGates.
  void run();
  std::optional<core::Time> deadline() const;
  void forget();          // Its memory.
  void forget_deleted();  // First what it was made from, or the next agent would make it again.
  void remove_logs();
  bool gone() const;  // Nothing is left of it on the box.
  bool held() const { return hold_.has_value(); }
  bool has_begun() const { return !rejection_ && !hold_; }
  // pod_follow.cpp: whether it can become this one as it runs (or is it), and becomes it; `file` as in PodOrigin.
  bool may_become(const config::Pod& wanted) const;
  void become(const config::Pod& wanted, const std::string& file);
  // With resources that it does not have yet; null when there are none.
  const config::Pod* wants_resize() const { return resize_.wanted ? &*resize_.wanted : nullptr; }
  core::Time wants_resize_since() const { return resize_.wanted_since; }
  void answer_resize(ResizeAnswer answer);

  // It has its place on the box, and what it requests is its own: until its last container has ended for good.
  bool holds_resources() const;
  bool deleting() const { return deletion_requested_.has_value(); }

  void record_pod_event(std::string_view type, std::string_view reason, const std::string& message) {
    record_event(std::nullopt, type, reason, message);
  }

  const config::Pod& pod() const { return pod_; }  // With the resources that are granted.
  const config::Pod& wanted_pod() const { return resize_.wanted ? *resize_.wanted : pod_; }
  const PodOrigin& origin() const { return origin_; }
  PodView view() const;
  const core::PodState& state() const { return state_; }
  const core::PodPolicy& policy() const { return policy_; }
  OrderedPod ordered() const;  // Borrows from it.
  // Null, with the API's words in `why`, when that container is not running.
  ContainerRun* running_container(std::string_view name, std::string& why);

 private:
  struct Slot {
    ContainerDetail detail;
    std::unique_ptr<ContainerRun> run;
    std::array<std::unique_ptr<ProbeVerbs>, 3> probes;
    std::array<std::unique_ptr<HookVerbs>, 2> hooks;
  };

  // Of resources. Granted ones are in force when every container has them and the pod's group fits.
  struct Resize {
    std::optional<config::Pod> wanted;  // With resources that are not granted yet.
    core::Time wanted_since;
    ResizeAnswer answer;  // Accepted: not asked yet.
    bool running = false;
    core::Time running_since;
    bool room_due = false;
    bool group_unknown = false;  // An earlier agent was at it.
    std::string error;
    std::optional<core::Time> again;  // When to try to fit the group.
  };

  void push(const core::Event& event) override;
  void notice(std::optional<core::ContainerIndex> container, std::string_view type, std::string_view reason,
              const std::string& message) override {
    record_event(container, type, reason, message);
  }
  Sandbox& sandbox() override { return *sandbox_; }

  void escalate();
  void keep_record();
  void lose_sandbox();
  void create_sandbox();
  void remove_sandbox();
  bool is_alive(core::ContainerIndex index) const;
  void perform(const core::Action& action);
  std::unique_ptr<ContainerRun> make_run(core::ContainerIndex index, core::LaunchNumber launch);
  void start_container(core::ContainerIndex index, core::LaunchNumber launch);
  void run_hook(const core::action::RunHook& action);
  void run_probe(const core::action::RunProbe& action);
  void tell(const core::action::Notice& told);
  void record_event(std::optional<core::ContainerIndex> container, std::string_view type, std::string_view reason,
                    const std::string& message);
  ContainerRun* run_of(core::ContainerIndex index, core::LaunchNumber launch);
  static void clear(Slot& slot);
  void fit_containers();
  void note_change();  // Of what the API shows, other than by a step.
  // pod_follow.cpp
  void replace_policy();
  config::PodSpec with_ephemeral(config::PodSpec wanted) const;
  void grant_resize();
  void resize_container(const core::action::ResizeContainer& action);
  void make_room();
  void finish_resize();
  bool any_container_resizes() const;
  std::string resize_obstacle();
  void fail_resize(const std::string& why);
  void tell_of_resize(std::string_view what, const std::string& error);
  void show_resize(PodView& view) const;
  bool save();
  void adopt_processes();

  BoxVerbs& box_;
  config::Pod pod_;  // Changes as pod_change.h says; has the resources that are granted.
  PodOrigin origin_;
  core::PodPolicy policy_;
  Callbacks callbacks_;
  core::PodState state_;
  std::unique_ptr<PodVerbs> verbs_;
  std::unique_ptr<Sandbox> sandbox_;
  std::deque<Slot> slots_;  // Each stays where it is when ephemeral containers are added.
  std::optional<Rejection> rejection_;
  std::optional<Hold> hold_;
  core::EscalationState escalation_;
  Resize resize_;
  bool stepped_ = false;  // The machine has taken a step.
  bool resumed_ = false;  // It goes on from a record.
  bool stop_requested_ = false;
  std::uint64_t counted_spec_ = 0;    // Hash of the one that the generation was last raised for.
  std::vector<GateNote> gate_notes_;  // As PodPolicy::readiness_gates.
  std::string sandbox_failure_;       // For the event about it.
  std::optional<WallTime> deletion_requested_;
  std::int64_t deletion_grace_seconds_ = 0;
  std::uint64_t resource_version_ = 0;
  std::uint64_t saved_ = 0;  // Fingerprints of what was last written and last shown.
  std::uint64_t shown_ = 0;
  std::optional<core::Time> save_again_;  // The record could not be written: when to try again.
  bool removal_waits_ = false;            // For the record of the pod's end.
  std::vector<core::Event> queue_, taken_;
  core::Actions actions_;
};

}  // namespace peapod::runtime
