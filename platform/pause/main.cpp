#include <asm/signal.h>
#include <linux/prctl.h>

#include "platform/pause/kernel_types.h"
#include "platform/pause/pause.h"
#include "platform/pause/syscall.h"

// Compilers call these even in freestanding programs; the empty asm keeps them from calling themselves.
extern "C" void* memcpy(void* to, const void* from, size_t size) {
  for (size_t i = 0; i < size; ++i) {
    static_cast<unsigned char*>(to)[i] = static_cast<const unsigned char*>(from)[i];
    __asm__ volatile("" ::: "memory");
  }
  return to;
}

extern "C" void* memset(void* to, int value, size_t size) {
  for (size_t i = 0; i < size; ++i) {
    static_cast<unsigned char*>(to)[i] = static_cast<unsigned char>(value);
    __asm__ volatile("" ::: "memory");
  }
  return to;
}

namespace peapod::platform {

void exit_now(int status) {
  for (;;) system_call(__NR_exit_group, status);
}

namespace {

constexpr int kSignals = 64;

bool equal(const char* a, const char* b) {
  while (*a != '\0' && *a == *b) ++a, ++b;
  return *a == *b;
}

const char* base_name(const char* path) {
  const char* name = path;
  for (; *path != '\0'; ++path) {
    if (*path == '/') name = path + 1;
  }
  return name;
}

}  // namespace

// `stack` is what the kernel leaves there: argc, argv..., null.
extern "C" [[noreturn]] void pause_main(const unsigned long* stack) {
  // Before all else: a signal sent during start-up waits instead of being lost or ending us.
  const uint64_t all = ~uint64_t{0};
  system_call(__NR_rt_sigprocmask, SIG_BLOCK, &all, nullptr, sizeof all);
  // What we inherit ignored our children would too, and an ignored SIGCHLD would throw their exit statuses
  // away.
  const SignalAction standard;
  for (int signal = 1; signal <= kSignals; ++signal) {
    system_call(__NR_rt_sigaction, signal, &standard, nullptr, sizeof all);
  }
  // What we hold is not for other processes' eyes, even of our own user.
  system_call(__NR_prctl, PR_SET_DUMPABLE, 0, 0, 0, 0);
  system_call(__NR_chdir, "/");  // Pin no directory of the host.

  const auto* argv = reinterpret_cast<const char* const*>(stack + 1);
  const unsigned long argc = *stack;
  if (argc > 0) system_call(__NR_prctl, PR_SET_NAME, base_name(argv[0]), 0, 0, 0);
  if (argc > 1 && equal(argv[1], "keeper")) run_keeper();
  run_init();
}

}  // namespace peapod::platform

__asm__(PEAPOD_START);
