#include "platform/pause/launch.h"

#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/mman.h>

namespace peapod::platform {

namespace {

#ifdef __NR_mmap2
constexpr long kMmap = __NR_mmap2;
#else
constexpr long kMmap = __NR_mmap;
#endif
constexpr int kSeekEnd = 2;  // SEEK_END

}  // namespace

PlanOutcome launch_plan(int plan_fd, const int* fds, unsigned fd_count) {
  PlanOutcome refused;
  refused.error = ENOEXEC;
  // A file that can shrink while it is mapped would kill us with SIGBUS.
  const long seals = system_call(__NR_fcntl, plan_fd, F_GET_SEALS);
  if (seals < 0 || (seals & F_SEAL_SHRINK) == 0) return refused;
  const long size = system_call(__NR_lseek, plan_fd, 0, kSeekEnd);
  if (size < static_cast<long>(sizeof(PlanHeader)) || size > static_cast<long>(kPlanSizeMax)) return refused;
  const long mapped = system_call(kMmap, 0, size, PROT_READ | PROT_WRITE, MAP_PRIVATE, plan_fd, 0);
  if (mapped < 0 && mapped >= -4095) {
    refused.error = static_cast<int32_t>(-mapped);
    return refused;
  }
  auto& plan = *reinterpret_cast<PlanHeader*>(mapped);
  PlanOutcome outcome = refused;
  if (plan_is_sound(plan, static_cast<PlanWord>(size), fd_count)) {
    bind_plan(plan, fds);
    outcome = run_plan(plan);
    if (outcome.pid == 0 && outcome.error == 0) outcome = refused;
  }
  system_call(__NR_munmap, mapped, size);
  return outcome;
}

}  // namespace peapod::platform
