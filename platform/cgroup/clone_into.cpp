#include "platform/cgroup/clone_into.h"

#include <fcntl.h>
#include <linux/sched.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

namespace peapod::platform {
namespace {

bool child_ends_well(int group) {
  clone_args arguments{};
  arguments.flags = CLONE_INTO_CGROUP;
  arguments.exit_signal = SIGCHLD;
  arguments.cgroup = static_cast<unsigned>(group);
  const long pid = ::syscall(SYS_clone3, &arguments, sizeof arguments);
  if (pid == 0) ::_exit(0);
  if (pid < 0) return false;
  int status = 0;
  while (::waitpid(static_cast<pid_t>(pid), &status, 0) < 0) {
    if (errno != EINTR) return false;
  }
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

bool clone_into_works(const GroupDirectory& base) {
  const GroupDirectory group = base.below("probe." + std::to_string(::getpid()));
  (void)group.make();
  const Result<UniqueFd> directory = group.open(".", O_PATH | O_DIRECTORY);
  const bool works = directory && child_ends_well(directory->get());
  (void)group.remove();
  return works;
}

}  // namespace peapod::platform
