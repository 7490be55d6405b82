#pragma once

// System calls that fail by choice. The linker sends every libc call named in tests/fault/CMakeLists.txt
// through a wrapper here (-Wl,
// --wrap=, cmocka's way of replacing a call); once armed, the n-th of them from then on fails without being
// made.

#include <string>

namespace peapod::test {

// The `n`-th wrapped call of this thread from now on fails with `error`; n from 1. Later ones work again.
void arm_fault(int n, int error);

// Ends it. The name of the call that failed; empty when there were fewer than n.
std::string disarm_fault();

}  // namespace peapod::test
