#pragma once

// Runs a launch plan. One function for the keeper, which runs the plans of containers, and for the agent,
// which starts a keeper by one: freestanding, allocates nothing, and after the clone does nothing but the
// plan's system calls.

#include "platform/pause/plan_format.h"
#include "platform/pause/syscall.h"

namespace peapod::platform {

struct PlanOutcome {
  int32_t pid = 0;    // Of the child; 0 when there is none.
  int32_t step = -1;  // The step that failed, or -1: the plan itself was refused.
  int32_t error = 0;  // errno.
};

// Whether the image can be run at all: known version, tables inside, enough descriptors. What
// its system calls do is not judged; a plan is code, and who may send one is decided elsewhere.
inline bool plan_is_sound(const PlanHeader& plan, PlanWord size, PlanWord fd_count) {
  // With at most kPlanSizeMax bytes the product cannot overflow; 32-bit arm has no division without a
  // library.
  const auto fits = [size](PlanWord offset, PlanWord count, PlanWord item_size) {
    return offset % sizeof(PlanWord) == 0 && offset <= size && count <= size && count * item_size <= size - offset;
  };
  if (plan.magic != kPlanMagic || plan.version != kPlanVersion || plan.size != size || plan.fd_count > fd_count) {
    return false;
  }
  if (!fits(plan.steps, plan.step_count, sizeof(Step)) || !fits(plan.report, 1, sizeof(PlanWord)) ||
      !fits(plan.relocations, plan.relocation_count, sizeof(PlanWord)) ||
      !fits(plan.fd_words, plan.fd_word_count, sizeof(FdWord)) || plan.child_start > plan.undo_start ||
      plan.undo_start > plan.step_count) {
    return false;
  }
  const auto* base = reinterpret_cast<const unsigned char*>(&plan);
  const auto* relocations = reinterpret_cast<const PlanWord*>(base + plan.relocations);
  for (PlanWord i = 0; i < plan.relocation_count; ++i) {
    if (!fits(relocations[i], 1, sizeof(PlanWord))) return false;
  }
  const auto* words = reinterpret_cast<const FdWord*>(base + plan.fd_words);
  for (PlanWord i = 0; i < plan.fd_word_count; ++i) {
    if (words[i].fd >= fd_count || !fits(words[i].offset, 1, sizeof(PlanWord))) return false;
  }
  return true;
}

// Makes a sound plan runnable where it is mapped, privately and writable.
inline void bind_plan(PlanHeader& plan, const int* fds) {
  auto* base = reinterpret_cast<unsigned char*>(&plan);
  const auto* relocations = reinterpret_cast<const PlanWord*>(base + plan.relocations);
  for (PlanWord i = 0; i < plan.relocation_count; ++i) {
    *reinterpret_cast<PlanWord*>(base + relocations[i]) += reinterpret_cast<PlanWord>(base);
  }
  const auto* words = reinterpret_cast<const FdWord*>(base + plan.fd_words);
  for (PlanWord i = 0; i < plan.fd_word_count; ++i) {
    *reinterpret_cast<PlanWord*>(base + words[i].offset) = static_cast<PlanWord>(fds[words[i].fd]);
  }
}

// Makes the call; how many of the following steps are left out is added to `index`. 0 or more: success.
inline long run_step(const Step& step, PlanWord& index) {
  long args[6];
  for (int i = 0; i < 6; ++i) {
    const PlanWord arg = step.args[i];
    args[i] = static_cast<long>((step.indirect >> i & 1) != 0 ? *reinterpret_cast<const PlanWord*>(arg) : arg);
  }
  const long result = raw_system_call(static_cast<long>(step.number), args);
  if (result < 0 && result >= -4095) {
    for (const uint16_t tolerated : step.tolerate) {
      if (tolerated == kAnyErrno || tolerated == -result) {
        index += step.skip;
        return 0;
      }
    }
    return result;
  }
  if (step.result != 0) *reinterpret_cast<long*>(step.result) = result;
  index += step.skip_done;
  return (step.flags & Step::kForks) != 0 ? result : 0;
}

[[noreturn]] inline void run_child(const PlanHeader& plan, const Step* steps) {
  const auto* base = reinterpret_cast<const unsigned char*>(&plan);
  int status = 0;
  for (PlanWord i = plan.child_start; i < plan.undo_start && status == 0; ++i) {
    const PlanWord at = i;
    const long result = run_step(steps[i], i);
    if (result >= 0) continue;
    status = 127;
    if (plan.report == 0) continue;
    const ChildFailure failure{static_cast<int32_t>(at), static_cast<int32_t>(-result)};
    const PlanWord report = *reinterpret_cast<const PlanWord*>(base + plan.report);
    system_call(__NR_write, report, &failure, sizeof failure);
  }
  for (;;) system_call(__NR_exit_group, status);
}

// Runs the caller's part of a plan that is sound and bound. The child never returns from here.
inline PlanOutcome run_plan(const PlanHeader& plan) {
  const auto* steps = reinterpret_cast<const Step*>(reinterpret_cast<const unsigned char*>(&plan) + plan.steps);
  PlanOutcome outcome;
  for (PlanWord i = 0; i < plan.step_count; ++i) {
    if (i >= plan.child_start && i < plan.undo_start) i = plan.undo_start;
    if (i >= plan.step_count) break;
    const Step& step = steps[i];
    const bool undoing = (step.flags & Step::kAlways) != 0;
    if (outcome.error != 0 && !undoing) continue;
    const PlanWord at = i;
    const long result = run_step(step, i);
    if ((step.flags & Step::kForks) != 0 && result == 0) run_child(plan, steps);
    if (result > 0) outcome.pid = static_cast<int32_t>(result);
    if (result < 0 && !undoing) {
      outcome.step = static_cast<int32_t>(at);
      outcome.error = static_cast<int32_t>(-result);
    }
  }
  return outcome;
}

}  // namespace peapod::platform
