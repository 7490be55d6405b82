#pragma once

// What user-mode QEMU lacks, so that the suite of a target can be run without its kernel: child subreapers, ptrace,
// namespaces in clone, programs of the target in execve, some ioctls; and its own threads count in cgroups. Such tests
// run in system QEMU.

#include <gtest/gtest.h>

namespace peapod::test {

// True when system calls are translated by user-mode emulation.
bool under_user_emulation();

}  // namespace peapod::test

// For the beginning of a test or of SetUp().
#define SKIP_UNDER_USER_EMULATION()         \
  if (peapod::test::under_user_emulation()) \
  GTEST_SKIP() << "SKIPPED LOUDLY: user-mode emulation is no kernel (tests/support/emulation.h)"
