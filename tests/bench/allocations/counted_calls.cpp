#include "tests/bench/allocations/counted_calls.h"

#include <dlfcn.h>
#include <execinfo.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace peapod::bench {
namespace {

CallCounts counts;
int stacks_wanted = 0;

void count_allocation() {
  counts.allocations += 1;
  if (stacks_wanted == 0) return;
  stacks_wanted -= 1;
  std::array<void*, 32> stack;
  backtrace_symbols_fd(stack.data(), backtrace(stack.data(), stack.size()), STDERR_FILENO);
  (void)!write(STDERR_FILENO, "\n", 1);
}

}  // namespace

CallCounts call_counts() { return counts; }

void show_next_allocations(int count) {
  std::array<void*, 1> warm_up;
  backtrace(warm_up.data(), warm_up.size());  // Loads what it needs, which allocates.
  stacks_wanted = count;
}

}  // namespace peapod::bench

using peapod::bench::count_allocation;
using peapod::bench::counts;
using peapod::bench::kHurry;

// glibc's names for what is behind its malloc.
extern "C" void* __libc_malloc(size_t size);
extern "C" void* __libc_calloc(size_t count, size_t size);
extern "C" void* __libc_realloc(void* old, size_t size);
extern "C" void* __libc_memalign(size_t alignment, size_t size);

extern "C" void* malloc(size_t size) {
  count_allocation();
  return __libc_malloc(size);
}
extern "C" void* calloc(size_t count, size_t size) {
  count_allocation();
  return __libc_calloc(count, size);
}
extern "C" void* realloc(void* old, size_t size) {
  count_allocation();
  return __libc_realloc(old, size);
}
extern "C" void* aligned_alloc(size_t alignment, size_t size) {
  count_allocation();
  return __libc_memalign(alignment, size);
}

extern "C" int clock_gettime(clockid_t clock, timespec* to) noexcept {
  constexpr std::int64_t kBillion = 1'000'000'000;
  if (syscall(SYS_clock_gettime, clock, to) != 0) return -1;
  std::int64_t now = to->tv_sec * kBillion + to->tv_nsec;
  static std::array<std::int64_t, 16> starts{};  // Each clock is itself when it is first asked.
  std::int64_t& start = starts[static_cast<std::size_t>(clock) % starts.size()];
  if (start == 0) start = now;
  now = start + (now - start) * kHurry;
  to->tv_sec = now / kBillion;
  to->tv_nsec = now % kBillion;
  return 0;
}

// Of the kernel's, which is smaller than libc's.
constexpr std::size_t kKernelSignalSetSize = 8;

extern "C" int epoll_pwait(int epoll, epoll_event* events, int size, int timeout_ms, const sigset_t* mask) {
  if (timeout_ms > 0) timeout_ms = std::max(1, timeout_ms / kHurry);
  return static_cast<int>(syscall(SYS_epoll_pwait, epoll, events, size, timeout_ms, mask, kKernelSignalSetSize));
}
extern "C" int epoll_wait(int epoll, epoll_event* events, int size, int timeout_ms) {
  return epoll_pwait(epoll, events, size, timeout_ms, nullptr);
}

extern "C" int connect(int fd, const sockaddr* address, socklen_t size) {
  counts.connects += 1;
  return static_cast<int>(syscall(SYS_connect, fd, address, size));
}
extern "C" ssize_t sendmsg(int fd, const msghdr* message, int flags) {
  counts.sent_messages += 1;
  return syscall(SYS_sendmsg, fd, message, flags);
}
