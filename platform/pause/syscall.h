#pragma once

// A system call without a C library: the result, or -errno. Usable after clone and in a freestanding program.

#if defined(__x86_64__)
#include "platform/pause/syscall_x86_64.h"
#elif defined(__aarch64__)
#include "platform/pause/syscall_aarch64.h"
#elif defined(__arm__) && defined(__ARM_EABI__)
#include "platform/pause/syscall_arm.h"
#elif defined(__riscv) && __riscv_xlen == 64
#include "platform/pause/syscall_riscv64.h"
#else
#error "peapod-pause knows x86-64, aarch64, arm (EABI) and riscv64: write platform/pause/syscall_<architecture>.h"
#endif

#include <asm/unistd.h>

namespace peapod::platform {

// Takes pointers and integers of any type alike.
template <class... Args>
inline long system_call(long number, Args... args) {
  static_assert(sizeof...(Args) <= 6);
  const long words[6] = {(long)args...};
  return raw_system_call(number, words);
}

}  // namespace peapod::platform
