// Runs a program as another kernel would: old_kernel KERNEL PROGRAM [ARGUMENTS...]
//
// KERNEL is an older version, or one built without something ("no-bpf"). System calls that it does not have fail with
// ENOSYS in the program and in all that it starts, by a seccomp filter; so the fallbacks are tested on a new kernel.
// Flags and structures that the kernel learned later are not taken away (a seccomp filter sees numbers, no memory), but
// for waitid(P_PIDFD).

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <string_view>

namespace {

constexpr unsigned kFirstPrivateNumber = 0xf0000;  // 32-bit ARM's own calls, and x32, are above.
constexpr unsigned kNone = kFirstPrivateNumber;    // No system call.

// Since Linux 5.1 a new system call has the same number on all architectures, one above the last (but for 403..423,
// the 64-bit times of 32-bit architectures, which 5.1 brought too): a version is the first number that it lacks.
struct Kernel {
  std::string_view name;
  unsigned first_missing;
  unsigned also_missing = kNone;
  bool waits_for_pidfds = true;  // waitid(P_PIDFD), Linux 5.4.
};

constexpr std::array<Kernel, 4> kKernels = {{
    {"4.19", 403, kNone, false},
    {"5.4", 436},   // The last it has is 435, clone3; 436 is close_range, 437 openat2.
    {"5.10", 441},  // The last it has is 440, process_madvise; 442 is mount_setattr.
    {"no-bpf", kFirstPrivateNumber, SYS_bpf},
}};

constexpr unsigned kWaitForPidfd = 3;  // P_PIDFD.

constexpr unsigned kErrno = SECCOMP_RET_ERRNO;

constexpr sock_filter load(std::size_t offset) {
  return BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<unsigned>(offset));
}

// `yes` and `no` are numbers of instructions to leave out.
constexpr sock_filter jump(unsigned test, unsigned value, unsigned char yes, unsigned char no) {
  return BPF_JUMP(BPF_JMP | test | BPF_K, value, yes, no);
}

constexpr sock_filter answer(unsigned action) { return BPF_STMT(BPF_RET | BPF_K, action); }

bool install(const Kernel& kernel) {
  // The low half of the first argument: all these architectures are little-endian.
  constexpr std::size_t kFirstArgument = offsetof(seccomp_data, args);
  const unsigned waitid = kernel.waits_for_pidfds ? kNone : SYS_waitid;
  std::array<sock_filter, 10> filter = {
      load(offsetof(seccomp_data, nr)),
      jump(BPF_JGE, kFirstPrivateNumber, 7, 0),
      jump(BPF_JGE, kernel.first_missing, 5, 0),
      jump(BPF_JEQ, kernel.also_missing, 4, 0),
      jump(BPF_JEQ, waitid, 0, 4),
      load(kFirstArgument),
      jump(BPF_JEQ, kWaitForPidfd, 0, 2),
      answer(kErrno | EINVAL),
      answer(kErrno | ENOSYS),
      answer(SECCOMP_RET_ALLOW),
  };
  sock_fprog program{filter.size(), filter.data()};
  return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

// A filter that filters nothing would make every test pass.
bool is_in_force(const Kernel& kernel) {
  constexpr unsigned kFirstEverywhere = 424;  // pidfd_send_signal; those before are of 32-bit architectures only.
  const unsigned number =
      kernel.also_missing != kNone ? kernel.also_missing : std::max(kernel.first_missing, kFirstEverywhere);
  return syscall(number, -1L, -1L, -1L, -1L, -1L, -1L) == -1 && errno == ENOSYS;
}

}  // namespace

int main(int argc, char** argv) {
  for (const Kernel& kernel : kKernels) {
    if (argc < 3 || kernel.name != argv[1]) continue;
    syscall(SYS_close_range, 3, ~0U, 0);  // The program cannot: what our own starter left open is none of its business.
    if (!install(kernel) || !is_in_force(kernel)) {
      std::fprintf(stderr, "%s: cannot install the filter: %s (it needs root)\n", argv[0], std::strerror(errno));
      return 125;
    }
    execvp(argv[2], argv + 2);
    std::fprintf(stderr, "%s: %s: %s\n", argv[0], argv[2], std::strerror(errno));
    return 127;
  }
  std::fprintf(stderr, "usage: %s 4.19|5.4|5.10|no-bpf PROGRAM [ARGUMENTS...]\n", argv[0]);
  return 2;
}
