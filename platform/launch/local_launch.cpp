#include "platform/launch/local_launch.h"

#include <sys/mman.h>
#include <sys/stat.h>

#include <cassert>
#include <cerrno>
#include <csignal>

#include "platform/pause/plan_runner.h"

namespace peapod::platform {

namespace {

// A signal that arrives in the child before its exec would run the agent's handler there.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_;
};

}  // namespace

Result<pid_t> launch_here(const Plan& plan, std::span<const int> fds) {
  struct stat status {};
  if (fstat(plan.memfd.get(), &status) != 0) return Error{errno, "stat plan"};
  const auto size = static_cast<std::size_t>(status.st_size);
  void* const mapping = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE, plan.memfd.get(), 0);
  if (mapping == MAP_FAILED) return Error{errno, "map plan"};
  auto& header = *static_cast<PlanHeader*>(mapping);
  assert(plan_is_sound(header, size, fds.size()));
  bind_plan(header, fds.data());
  PlanOutcome outcome;
  {
    const SignalsBlocked blocked;
    outcome = run_plan(header);
  }
  munmap(mapping, size);
  if (outcome.error != 0) return Error{outcome.error, plan.labels[static_cast<std::size_t>(outcome.step)]};
  return static_cast<pid_t>(outcome.pid);
}

}  // namespace peapod::platform
