#include "platform/launch/container_plan.h"

#include <sched.h>
#include <sys/syscall.h>

#include <cerrno>

#include "platform/launch/process_steps.h"
#include "platform/launch/rootfs_steps.h"

#ifndef CLONE_NEWCGROUP
#define CLONE_NEWCGROUP 0x02000000
#endif

namespace peapod::platform {
namespace {

// The keeper goes to the PID namespace that its next child is to be born in, and back.
void add_clone_into_pid_namespace(StepWriter& steps, int target, int own, unsigned long flags,
                                  const CgroupPlacement& cgroup) {
  const StepWriter::Arg target_fd = steps.pass(target);
  const StepWriter::Arg own_fd = steps.pass(own);
  steps.call("enter the PID namespace", SYS_setns, {target_fd, StepWriter::value(CLONE_NEWPID)});
  steps.builder().undo("leave the PID namespace", SYS_setns, {own_fd, StepWriter::value(CLONE_NEWPID)});
  add_clone(steps, flags, cgroup);
}

// A program that is not root could not open /dev/stdout when the pipe belonged to root. Not every stream has
// an owner to set, so what does not work is left.
void give_streams(StepWriter& steps, const std::vector<StepWriter::Arg>& streams, std::uint32_t uid) {
  constexpr unsigned long kSameGroup = ~0UL;
#ifdef SYS_fchown32
  constexpr long kFchown = SYS_fchown32;
#else
  constexpr long kFchown = SYS_fchown;
#endif
  for (const StepWriter::Arg& stream : streams) {
    steps.call("give away standard streams", kFchown, {stream, StepWriter::value(uid), StepWriter::value(kSameGroup)},
               {.tolerate = {PlanBuilder::kAnyError}});
  }
}

}  // namespace

Result<PreparedLaunch> prepare_container(const ContainerDescription& description) {
  using Pid = ContainerDescription::Pid;
  if (!description.working_dir.starts_with('/')) {
    return Error{EINVAL, "working directory '" + description.working_dir + "' is not absolute"};
  }
  StepWriter steps;
  const std::uint8_t report_index = steps.passed();
  ProcessStreams streams;
  streams.report = steps.pass(-1);
  streams.tty = description.stdio.tty;
  steps.builder().report_to(streams.report);

  const unsigned long flags = CLONE_NEWNS | (description.pid == Pid::Own ? CLONE_NEWPID : 0);
  if (description.pid == Pid::Joined) {
    add_clone_into_pid_namespace(steps, description.joined_pid_ns, description.own_pid_ns, flags, description.cgroup);
  } else {
    add_clone(steps, flags, description.cgroup);
  }
  add_oom_score(steps, description.oom_score_adj);
  // After the cgroup was entered, which becomes the root of what the container sees.
  steps.call("new cgroup namespace", SYS_unshare, {StepWriter::value(CLONE_NEWCGROUP)}, {.tolerate = {EINVAL}});
  add_session(steps);

  Result<RootfsSteps> rootfs = add_rootfs(steps, description);
  if (!rootfs) return std::move(rootfs.error());

  std::vector<StepWriter::Arg> given;
  std::uint8_t indexes[3] = {};
  const int sources[3] = {description.stdio.in, description.stdio.out, description.stdio.err};
  StepWriter::Arg* const places[3] = {&streams.in, &streams.out, &streams.error};
  for (int i = 0; i < 3; ++i) {
    if (sources[i] < 0) {
      *places[i] = rootfs->null_device;
      continue;
    }
    indexes[i] = steps.passed();
    *places[i] = steps.pass(sources[i]);
    given.push_back(*places[i]);
  }
  if (description.credentials.uid != 0) give_streams(steps, given, description.credentials.uid);
  add_streams(steps, streams);
  add_credentials(steps, description.credentials);
  if (Result<void> added = add_exec(steps, description.working_dir, description.argv, description.env); !added) {
    return std::move(added.error());
  }

  Result<PreparedLaunch> launch = steps.finish();
  if (!launch) return launch;
  launch->report_index = report_index;
  launch->stdin_index = indexes[0];
  launch->stdout_index = indexes[1];
  launch->stderr_index = indexes[2];
  return launch;
}

Result<PreparedLaunch> prepare_exec(const ExecDescription& description) {
  StepWriter steps;
  ProcessStreams streams;
  streams.tty = description.tty;
  streams.report = steps.pass(-1);
  streams.in = steps.pass(-1);
  streams.out = steps.pass(-1);
  streams.error = steps.pass(-1);
  steps.builder().report_to(streams.report);
  const StepWriter::Arg mounts = steps.pass(description.mnt_ns);

  if (description.host_pid) {
    add_clone(steps, 0, description.cgroup);
  } else {
    add_clone_into_pid_namespace(steps, description.pid_ns, description.own_pid_ns, 0, description.cgroup);
  }
  add_oom_score(steps, description.oom_score_adj);
  if (description.cgroup_ns >= 0) {
    steps.call("enter the cgroup namespace", SYS_setns,
               {steps.pass(description.cgroup_ns), StepWriter::value(CLONE_NEWCGROUP)}, {.tolerate = {EINVAL}});
  }
  add_session(steps);
  steps.call("enter the container", SYS_setns, {mounts, StepWriter::value(CLONE_NEWNS)});
  add_streams(steps, streams);
  add_credentials(steps, description.credentials);
  if (Result<void> added = add_exec(steps, description.working_dir, description.argv, description.env); !added) {
    return std::move(added.error());
  }

  Result<PreparedLaunch> launch = steps.finish();
  if (!launch) return launch;
  launch->report_index = 0;
  launch->stdin_index = 1;
  launch->stdout_index = 2;
  launch->stderr_index = 3;
  return launch;
}

}  // namespace peapod::platform
