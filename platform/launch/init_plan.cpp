#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/syscall.h>

#include "platform/launch/container_plan.h"
#include "platform/launch/process_steps.h"
#include "platform/launch/rootfs_steps.h"

namespace peapod::platform {
namespace {

constexpr std::uint32_t kNobody = 65534;

}  // namespace

// Containers of the pod see this process: it has nothing they could take. An empty root, no capability, no
// descriptor.
Result<PreparedLaunch> prepare_init(int pause_memfd, const CgroupPlacement& cgroup) {
  StepWriter steps;
  const StepWriter::Arg program = steps.pass(pause_memfd);
  // VFORK: Launched is reported only when the exec has happened, so that no container ever sees the keeper's copy.
  add_clone(steps, CLONE_NEWPID | CLONE_NEWNS | CLONE_VFORK, cgroup);
  add_session(steps);
  steps.mount("make mounts private", "", "/", "", MS_REC | MS_PRIVATE);
  steps.mount("mount an empty root", "tmpfs", "/proc", "tmpfs", MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC,
              "mode=755");
  steps.change_directory("enter the empty root", "/proc");
  add_pivot(steps);
  Credentials nobody;
  nobody.uid = nobody.gid = kNobody;
  nobody.no_new_privs = true;
  add_credentials(steps, nobody);
  const std::vector<std::string> argv = {"/pause"};
  const std::vector<std::string> env;
  steps.call("exec: \"/pause\"", SYS_execveat,
             {program, steps.builder().string(""), steps.builder().strings(argv), steps.builder().strings(env),
              StepWriter::value(AT_EMPTY_PATH)});
  return steps.finish();
}

}  // namespace peapod::platform
