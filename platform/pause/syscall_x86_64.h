#pragma once

// x86-64: number in rax, arguments in rdi, rsi, rdx, r10, r8, r9; the kernel destroys rcx and r11.

// The stack at entry is argc, argv..., null, environment; its address goes to the first argument.
#define PEAPOD_START                                           \
  ".globl _start\n_start:\n xor %ebp, %ebp\n mov %rsp, %rdi\n" \
  " and $-16, %rsp\n call pause_main\n hlt\n"

namespace peapod::platform {

inline long raw_system_call(long number, const long (&args)[6]) {
  long result = number;
  const long fourth = args[3], fifth = args[4],
             sixth = args[5];  // Nothing may come between the registers and the call.
  register long r10 __asm__("r10") = fourth;
  register long r8 __asm__("r8") = fifth;
  register long r9 __asm__("r9") = sixth;
  __asm__ volatile("syscall"
                   : "+a"(result)
                   : "D"(args[0]), "S"(args[1]), "d"(args[2]), "r"(r10), "r"(r8), "r"(r9)
                   : "rcx", "r11", "memory");
  return result;
}

}  // namespace peapod::platform
