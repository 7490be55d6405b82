#include "firmware-agent/core/container_machine.h"

#include "firmware-agent/core/backoff.h"
#include "firmware-agent/core/container_stop.h"
#include "firmware-agent/core/probe_machine.h"
#include "firmware-agent/core/restart.h"
#include "firmware-agent/core/restart_all.h"

namespace peapod::core {

static constexpr std::int32_t kUnknownExitCode = 137;  // kubelet 1.36 kubelet_pods.go, as after SIGKILL.

// Forgets what belongs to one launch.
static void reset_launch(ContainerState& container) {
  container.post_start_pending = false;
  container.started = false;
  container.pre_stop_pending = false;
  container.stop_signalled = false;
  container.killed = false;
  container.kill_cause = KillCause::None;
  container.resize_pending = false;
  container.resize_failed = false;
}

void launch(Turn& turn, ContainerIndex index) {
  ContainerState& container = turn.container(index);
  reset_launch(container);
  container.phase = ContainerPhase::Starting;
  container.admitted = true;
  container.launch = ++turn.state.last_launch;
  container.restart_count = container.terminations;
  container.definition = turn.container_policy(index).definition;
  turn.act(action::StartContainer{index, container.launch});
}

static void begin_running(Turn& turn, ContainerIndex index) {
  ContainerState& container = turn.container(index);
  container.phase = ContainerPhase::Running;
  container.killed = false;  // A kill that came before the process did is asked again.
  container.started_at = turn.now;
  container.start_failure.reset();
  container.start_backoff = 0;
  reset_probes(container, turn.container_policy(index), turn.now);
  if (turn.container_policy(index).kind == ContainerKind::Main) turn.state.ran = true;
  turn.changed = true;
  turn.notice(NoticeReason::Created, index);
  turn.notice(NoticeReason::Started, index);
}

void take_started(Turn& turn, ContainerIndex index) {
  ContainerState& container = turn.container(index);
  if (container.phase != ContainerPhase::Starting) return;
  begin_running(turn, index);
  if (!turn.container_policy(index).has_post_start || is_given_up(turn.state, turn.container_policy(index))) return;
  container.post_start_pending = true;
  turn.act(action::RunHook{index, container.launch, Hook::PostStart});
}

static void record_termination(Turn& turn, ContainerIndex index, Termination termination) {
  ContainerState& container = turn.container(index);
  container.previous = container.last;
  container.last = termination;
  container.terminations += 1;
  container.start_failure.reset();
  container.start_backoff = 0;
  turn.changed = true;
}

// The run is over. When the next one may begin is said also for a container that is not restarted now: it may
// run again in another sandbox. An init container that has completed is then run as if for the first time, as
// is what has another definition by now; a kill for the sake of all containers is no failure of this one.
static void end_run(Turn& turn, ContainerIndex index, const Termination& termination) {
  ContainerState& container = turn.container(index);
  record_termination(turn, index, termination);
  container.start_after = termination.finished_at;
  const ContainerPolicy& policy = turn.container_policy(index);
  bool has_completed = policy.kind == ContainerKind::Init && termination.exit_code == 0;
  if (has_completed || container.definition != policy.definition) {
    container.backoff = 0;
  } else if (container.kill_cause != KillCause::RestartAll) {
    Millis delay = backoff_after_run(container.backoff, termination.finished_at - termination.started_at);
    container.start_after = termination.finished_at + delay;
    container.backoff = next_backoff(delay, turn.policy.backoff_max);
  }
  reset_launch(container);
  container.phase = ContainerPhase::Finished;
}

static void wait_for_restart(Turn& turn, ContainerIndex index) {
  ContainerState& container = turn.container(index);
  container.phase = ContainerPhase::Waiting;
  if (container.start_after > turn.now) turn.notice(NoticeReason::BackOff, index);
}

static void terminate(Turn& turn, ContainerIndex index, const Termination& termination) {
  KillCause killed_for = turn.container(index).kill_cause;
  end_run(turn, index, termination);
  if (turn.state.end != PodEnd::None) return;
  AfterExit after = after_exit(turn.policy, turn.container_policy(index), termination.exit_code, killed_for);
  bool begins_anew = turn.state.restarting_all && turn.container_policy(index).kind != ContainerKind::Ephemeral;
  if (after != AfterExit::Stay || begins_anew) wait_for_restart(turn, index);
  if (after == AfterExit::RestartAllContainers) begin_restart_all(turn);
}

// The image or the configuration is not usable yet: no container was made, so nothing is counted as a
// restart.
static void retry_start(Turn& turn, ContainerIndex index, StartFailure reason) {
  ContainerState& container = turn.container(index);
  bool again = container.start_failure == StartFailure::ErrImagePull && reason == StartFailure::ErrImagePull &&
               container.definition.image == turn.container_policy(index).definition.image;
  reset_launch(container);
  container.start_failure = reason;
  if (turn.state.end != PodEnd::None) {
    container.phase = ContainerPhase::Finished;
    return;
  }
  container.phase = ContainerPhase::Waiting;
  container.start_backoff = next_backoff(container.start_backoff, kPullBackoffMax);
  container.start_after = turn.now + container.start_backoff;
  if (again) turn.notice(NoticeReason::BackOff, index);
}

void take_start_failed(Turn& turn, const event::StartFailed& failed) {
  if (turn.container(failed.container).phase != ContainerPhase::Starting) return;
  turn.notice(NoticeReason::Failed, failed.container);
  TerminationReason reason = TerminationReason::StartError;
  switch (failed.reason) {
    case StartFailure::ErrImagePull:
    case StartFailure::ErrImageNeverPull:
    case StartFailure::InvalidImageName:
    case StartFailure::CreateContainerConfigError:
    case StartFailure::CreateContainerError:
      return retry_start(turn, failed.container, failed.reason);
    case StartFailure::StartError:
      break;
    case StartFailure::ContainerCannotRun:
      reason = TerminationReason::ContainerCannotRun;
      break;
  }
  terminate(turn, failed.container,
            {.reason = reason,
             .exit_code = failed.exit_code,
             .started_at = turn.now,
             .finished_at = turn.now,
             .launch = failed.launch});
}

void take_exited(Turn& turn, const event::Exited& exited) {
  ContainerState& container = turn.container(exited.container);
  // Quicker than the report of its start.
  if (container.phase == ContainerPhase::Starting) begin_running(turn, exited.container);
  if (!is_alive(container)) return;
  bool for_all = container.kill_cause == KillCause::RestartAll && !exited.oom_killed;
  terminate(turn, exited.container,
            {.reason = for_all ? TerminationReason::RestartingAllContainers
                               : termination_reason(exited.exit_code, exited.oom_killed),
             .exit_code = exited.exit_code,
             .signal = exited.signal,
             .started_at = container.started_at,
             .finished_at = turn.now,
             .launch = exited.launch});
}

void take_hook_done(Turn& turn, const event::HookDone& done) {
  ContainerState& container = turn.container(done.container);
  if (done.hook == Hook::PreStop) {
    if (!container.pre_stop_pending) return;
    container.pre_stop_pending = false;
    if (!done.ok) turn.notice(NoticeReason::FailedPreStopHook, done.container);
    return;
  }
  if (!container.post_start_pending) return;
  container.post_start_pending = false;
  turn.changed = true;
  if (done.ok) return;
  turn.notice(NoticeReason::FailedPostStartHook, done.container);
  begin_stop(turn, done.container, KillCause::PostStart, turn.policy.termination_grace);
}

static Termination unknown_termination(const Turn& turn, const ContainerState& container) {
  bool ran = container.phase == ContainerPhase::Running || container.phase == ContainerPhase::Stopping;
  return {.reason = TerminationReason::ContainerStatusUnknown,
          .exit_code = kUnknownExitCode,
          .started_at = ran ? container.started_at : turn.now,
          .finished_at = turn.now,
          .launch = is_alive(container) ? container.launch : 0};
}

void finish_unknown(Turn& turn, ContainerIndex index) {
  ContainerState& container = turn.container(index);
  record_termination(turn, index, unknown_termination(turn, container));
  reset_launch(container);
  container.phase = ContainerPhase::Finished;
}

void leave_sandbox(Turn& turn, ContainerIndex index) {
  ContainerState& container = turn.container(index);
  const ContainerPolicy& policy = turn.container_policy(index);
  container.admitted = false;
  bool is_done = policy.kind == ContainerKind::Main && has_succeeded(container) &&
                 restart_policy(turn.policy, policy) == RestartPolicy::OnFailure;
  bool has_run = policy.kind == ContainerKind::Ephemeral && container.phase == ContainerPhase::Finished;
  if (is_done || has_run) return;
  if (!is_alive(container)) {
    container.phase = ContainerPhase::Waiting;
    return;
  }
  end_run(turn, index, unknown_termination(turn, container));
  if (policy.kind != ContainerKind::Ephemeral) wait_for_restart(turn, index);
}

void note_started(Turn& turn, ContainerIndex index) {
  ContainerState& container = turn.container(index);
  if (container.started || container.phase != ContainerPhase::Running || container.post_start_pending) return;
  auto startup = static_cast<std::size_t>(ProbeKind::Startup);
  if (turn.container_policy(index).probes[startup] && !container.probes[startup].healthy) return;
  container.started = true;
  turn.changed = true;
}

}  // namespace peapod::core
