#pragma once

// aarch64: number in x8, arguments in x0 to x5, result in x0.

// The stack at entry is argc, argv..., null, environment; its address goes to the first argument.
#define PEAPOD_START ".globl _start\n_start:\n mov x29, #0\n mov x30, #0\n mov x0, sp\n b pause_main\n"

namespace peapod::platform {

inline long raw_system_call(long number, const long (&args)[6]) {
  // Read first: nothing may come between the registers and the call.
  const long a0 = args[0], a1 = args[1], a2 = args[2], a3 = args[3], a4 = args[4], a5 = args[5];
  register long x8 __asm__("x8") = number;
  register long x0 __asm__("x0") = a0;
  register long x1 __asm__("x1") = a1;
  register long x2 __asm__("x2") = a2;
  register long x3 __asm__("x3") = a3;
  register long x4 __asm__("x4") = a4;
  register long x5 __asm__("x5") = a5;
  __asm__ volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory", "cc");
  return x0;
}

}  // namespace peapod::platform
