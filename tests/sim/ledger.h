#pragma once

// A second opinion: what Kubernetes' rules (pods.md C1-C7, C12, C13, C21) demand of a pod, kept only from
// what the machine was told and what it asked for, never from its state. Three questions, each with its rules
// in a file of its own:
//
//   asked()   may it ask for this now?        start_rules.cpp, stop_rules.cpp, change_rules.cpp,
//                                             probe_rules.cpp
//   settled() has it left nothing undone?     duties.cpp
//   shown()   is the status what happened?    status_rules.cpp

#include <array>
#include <optional>
#include <vector>

#include "firmware-agent/core/pod_status.h"

namespace peapod::sim {

enum class Life : std::uint8_t { Idle, Asked, Up, Over };  // Over: never again.
enum class Next : std::uint8_t { Nothing, Again, AllAgain };

struct ProbeLedger {
  bool out = false;
  std::optional<core::Time> last_asked;
  core::Time due;
  bool last_was_success = false;
  int run = 0;
  bool healthy = false;
};

struct ContainerLedger {
  Life life = Life::Idle;
  core::LaunchNumber launch = 0;
  int terminations = 0;
  int restarts = 0;
  std::optional<int> exit_code;  // Of the last termination.
  core::Time up_since;
  core::Time not_before;
  int step_of_backoff = 0;
  int failed_starts = 0;
  bool admitted = false;  // As the next three, in this sandbox.
  bool completed = false;
  bool was_started = false;

  core::Definition made_of;  // Of the newest launch, or resized to.
  bool resize_out = false;
  std::optional<core::Time> resize_again;  // After one that failed.

  bool post_start_out = false;
  bool started = false;
  std::array<ProbeLedger, 3> probes;

  core::KillCause must_stop_for = core::KillCause::None;  // Learned in this step.
  std::optional<core::KillCause> stopping_for;
  core::Time stop_due;
  bool pre_stop_asked = false;
  bool pre_stop_out = false;
  bool signalled = false;
  bool killed = false;
};

class Ledger {
 public:
  Ledger(const core::PodPolicy& policy, core::Time now);

  // Before the step, and after it for each of its actions; then settled() and shown().
  void told(const core::Event& event, core::Time now);
  void asked(const core::Action& action);
  void settled(std::optional<core::Time> next_deadline);
  void shown(const core::PodStatus& status);

  bool ended() const { return end_ != core::PodEnd::None; }
  // One main container is over, another one is restarted for ever: it will neither be ready nor end by itself.
  bool is_half_over() const;

 private:
  ContainerLedger& at(core::ContainerIndex index) { return containers_[index]; }
  const core::ContainerPolicy& policy_of(core::ContainerIndex index) const { return policy_.containers[index]; }
  core::ContainerKind kind_of(core::ContainerIndex index) const { return policy_.containers[index].kind; }
  core::ContainerIndex count() const { return static_cast<core::ContainerIndex>(containers_.size()); }

  // What is told (ledger.cpp).
  void told_up(core::ContainerIndex index);
  void told_down(core::ContainerIndex index, int exit_code);
  void end_run(core::ContainerIndex index, int exit_code);
  void told_start_failed(const core::event::StartFailed& failed);
  void told_hook(const core::event::HookDone& done);
  void told_probe(const core::event::ProbeDone& done);
  void told_stop(const core::event::StopRequested& request);
  void told_resized(const core::event::Resized& resized);
  void told_lost();
  void told_resumed();
  void note_end();
  void begin_restart_of_all();
  void hurry(core::ContainerIndex index);
  bool ends_with_all(core::ContainerIndex index) const;
  void note_restart_of_all();
  void note_changes();
  void note_started();
  void note_initialized();
  void meet_pod_due();

  // Rules of starting (start_rules.cpp).
  core::RestartPolicy policy_in_force(core::ContainerIndex index) const;
  Next next_after(core::ContainerIndex index, int exit_code) const;
  bool gate_is_open(core::ContainerIndex index) const;
  bool any_starting() const;
  void check_start(const core::action::StartContainer& action);
  void check_sandbox(bool creates);
  void check_end_of_sandbox();
  bool any_alive() const;

  // Rules of stopping (stop_rules.cpp).
  bool is_up(core::ContainerIndex index) const { return containers_[index].life == Life::Up; }
  bool has_turn(core::ContainerIndex index) const;
  core::Millis pod_grace() const;
  void check_killing(const core::action::Notice& notice);
  void check_stop(const core::action::StopContainer& action);
  void check_kill(const core::action::KillContainer& action);
  void check_hook(const core::action::RunHook& action);

  // Rules of changes (change_rules.cpp).
  bool needs_restart(core::ContainerIndex index) const;
  std::optional<core::Time> resize_due(core::ContainerIndex index) const;
  void check_resize(const core::action::ResizeContainer& action);

  // Rules of probes (probe_rules.cpp).
  bool may_probe(core::ContainerIndex index, core::ProbeKind kind) const;
  bool is_ready(core::ContainerIndex index) const;
  void reset_probes(core::ContainerIndex index);
  void check_probe(const core::action::RunProbe& action);

  void check_notice(const core::action::Notice& notice);
  void check_duties(core::ContainerIndex index);
  void check_sandbox_duty();
  void owe(core::Time due, const char* rule);  // It must have been done by `due`.
  void check_container(core::ContainerIndex index, const core::ContainerStatus& status);
  void check_phase(const core::PodStatus& status);

  const core::PodPolicy& policy_;
  core::Time now_;
  core::Time started_at_;
  std::vector<ContainerLedger> containers_;

  enum class Sandbox : std::uint8_t { None, Asked, Ready, EndAsked, RemoveAsked, Gone } sandbox_ = Sandbox::None;
  core::Time sandbox_not_before_;
  bool resumed_ = false;  // In this step: what is unanswered is asked again.
  core::PodEnd end_ = core::PodEnd::None;
  std::optional<core::StopCause> stop_cause_;
  bool initialized_ = false;
  bool restarting_all_ = false;
  std::vector<core::GateStatus> gates_;
  std::string stop_message_;
  bool renewing_ = false;     // Then: in a sandbox made anew.
  bool begins_anew_ = false;  // A lost sandbox is made anew: in this step.
  core::Time restart_due_;    // Then: of starts that are under way.
  bool forced_ = false;
  core::Time pod_due_;
  core::Millis killing_grace_ = 0;  // As the newest Killing had it.
  core::LaunchNumber launch_max_ = 0;
  int notices_ = 0;  // In this step.
  core::Time owed_;  // The earliest duty to come.
  bool owes_ = false;
  std::optional<core::PodPhase> terminal_phase_;
  std::optional<core::PodStatus> last_status_;
};

}  // namespace peapod::sim
