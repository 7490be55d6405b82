#pragma once

// riscv64: number in a7, arguments in a0 to a5, result in a0.

// The stack at entry is argc, argv..., null, environment; its address goes to the first argument. The linker addresses
// data relative to gp, which nobody else sets.
#define PEAPOD_START                                                                                 \
  ".globl _start\n_start:\n.option push\n.option norelax\n lla gp, __global_pointer$\n.option pop\n" \
  " li s0, 0\n li ra, 0\n mv a0, sp\n tail pause_main\n"

namespace peapod::platform {

inline long raw_system_call(long number, const long (&args)[6]) {
  // Read first: nothing may come between the registers and the call.
  const long v0 = args[0], v1 = args[1], v2 = args[2], v3 = args[3], v4 = args[4], v5 = args[5];
  register long a7 __asm__("a7") = number;
  register long a0 __asm__("a0") = v0;
  register long a1 __asm__("a1") = v1;
  register long a2 __asm__("a2") = v2;
  register long a3 __asm__("a3") = v3;
  register long a4 __asm__("a4") = v4;
  register long a5 __asm__("a5") = v5;
  __asm__ volatile("ecall" : "+r"(a0) : "r"(a7), "r"(a1), "r"(a2), "r"(a3), "r"(a4), "r"(a5) : "memory");
  return a0;
}

}  // namespace peapod::platform
