#pragma once

// arm EABI: number in r7, arguments in r0 to r5, result in r0. r7 may be the frame pointer of Thumb code,
// which the compiler does not let an asm take: it is saved in another register around the call.

// The stack at entry is argc, argv..., null, environment; its address goes to the first argument.
#define PEAPOD_START                                                                         \
  ".globl _start\n.type _start, %function\n_start:\n mov fp, #0\n mov lr, #0\n mov r0, sp\n" \
  " bic sp, sp, #7\n bl pause_main\n"

namespace peapod::platform {

inline long raw_system_call(long number, const long (&args)[6]) {
  // Read first: nothing may come between the registers and the call.
  const long a0 = args[0], a1 = args[1], a2 = args[2], a3 = args[3], a4 = args[4], a5 = args[5];
  register long r0 __asm__("r0") = a0;
  register long r1 __asm__("r1") = a1;
  register long r2 __asm__("r2") = a2;
  register long r3 __asm__("r3") = a3;
  register long r4 __asm__("r4") = a4;
  register long r5 __asm__("r5") = a5;
  long saved = 0;
  __asm__ volatile(
      "mov %[saved], r7\n\t"
      "mov r7, %[number]\n\t"
      "svc #0\n\t"
      "mov r7, %[saved]"
      : "+r"(r0), [saved] "=&r"(saved)
      : [number] "r"(number), "r"(r1), "r"(r2), "r"(r3), "r"(r4), "r"(r5)
      : "memory", "cc");
  return r0;
}

}  // namespace peapod::platform
