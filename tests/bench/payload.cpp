// The program that benches start, ours and the floor alike: no C library, so that its own start costs next to
// nothing.
//
//   bench-payload               ends with 0
//   bench-payload stamp FILE    writes CLOCK_MONOTONIC in nanoseconds to FILE, then waits for its end
//   bench-payload wait          waits for its end

#include <fcntl.h>
#include <time.h>

#include "platform/pause/syscall.h"

namespace {

using peapod::platform::system_call;

[[noreturn]] void leave(int status) {
  for (;;) system_call(__NR_exit_group, status);
}

void write_stamp(const char* path) {
  timespec now{};
  system_call(__NR_clock_gettime, CLOCK_MONOTONIC, &now);
  unsigned long long value =
      static_cast<unsigned long long>(now.tv_sec) * 1000000000ULL + static_cast<unsigned long long>(now.tv_nsec);
  char digits[21];
  char* at = digits + sizeof digits;
  *--at = '\n';
  for (; value != 0; value /= 10) *--at = static_cast<char>('0' + value % 10);
  const long file = system_call(__NR_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (file < 0) leave(1);
  system_call(__NR_write, file, at, digits + sizeof digits - at);
  system_call(__NR_close, file);
}

}  // namespace

// Called by the start code that the pause program has for each architecture.
extern "C" [[noreturn]] void pause_main(const unsigned long* stack) {
  const auto* argv = reinterpret_cast<const char* const*>(stack + 1);
  if (*stack < 2) leave(0);
  if (argv[1][0] == 's' && *stack > 2) write_stamp(argv[2]);
  for (;;) system_call(__NR_ppoll, nullptr, 0, nullptr, nullptr, 0);
}

__asm__(PEAPOD_START);
