#include "tests/fault/injection.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>
#include <utility>

namespace peapod::test {
namespace {

// Of this process: a child made by fork() inherits the count, and its failures are its parent's to see.
int calls_until_fault = 0;  // 0: not armed.
int fault_error = 0;
const char* failed_call = nullptr;

bool must_fail(const char* call) {
  if (calls_until_fault == 0 || --calls_until_fault != 0) return false;
  failed_call = call;
  errno = fault_error;
  return true;
}

}  // namespace

void arm_fault(int n, int error) {
  failed_call = nullptr;
  fault_error = error;
  calls_until_fault = n;
}

std::string disarm_fault() {
  calls_until_fault = 0;
  const char* call = std::exchange(failed_call, nullptr);
  return call != nullptr ? call : "";
}

}  // namespace peapod::test

// The linker's names for the wrapper and for what it wraps.
#define PEAPOD_WRAP(type, failure, name, parameters, arguments)                  \
  extern "C" type __real_##name parameters;                                      \
  extern "C" type __wrap_##name parameters;                                      \
  extern "C" type __wrap_##name parameters {                                     \
    return peapod::test::must_fail(#name) ? (failure) : __real_##name arguments; \
  }

PEAPOD_WRAP(int, -1, mkdirat, (int at, const char* path, mode_t mode), (at, path, mode))
PEAPOD_WRAP(int, -1, unlinkat, (int at, const char* path, int flags), (at, path, flags))
PEAPOD_WRAP(int, -1, renameat, (int a, const char* from, int b, const char* to), (a, from, b, to))
PEAPOD_WRAP(int, -1, linkat, (int a, const char* from, int b, const char* to, int flags), (a, from, b, to, flags))
PEAPOD_WRAP(int, -1, symlinkat, (const char* to, int at, const char* path), (to, at, path))
PEAPOD_WRAP(int, -1, mknodat, (int at, const char* path, mode_t mode, dev_t device), (at, path, mode, device))
PEAPOD_WRAP(ssize_t, -1, readlinkat, (int at, const char* path, char* to, size_t size), (at, path, to, size))
PEAPOD_WRAP(ssize_t, -1, read, (int fd, void* to, size_t size), (fd, to, size))
PEAPOD_WRAP(ssize_t, -1, write, (int fd, const void* from, size_t size), (fd, from, size))
PEAPOD_WRAP(ssize_t, -1, pwrite64, (int fd, const void* from, size_t size, off_t at), (fd, from, size, at))
PEAPOD_WRAP(ssize_t, -1, pread64, (int fd, void* to, size_t size, off_t at), (fd, to, size, at))
PEAPOD_WRAP(int, -1, ftruncate64, (int fd, off_t size), (fd, size))
PEAPOD_WRAP(int, -1, fsync, (int fd), (fd))
PEAPOD_WRAP(int, -1, syncfs, (int fd), (fd))
PEAPOD_WRAP(int, -1, fchmod, (int fd, mode_t mode), (fd, mode))
PEAPOD_WRAP(int, -1, fchown, (int fd, uid_t uid, gid_t gid), (fd, uid, gid))
PEAPOD_WRAP(int, -1, fchownat, (int at, const char* path, uid_t uid, gid_t gid, int flags), (at, path, uid, gid, flags))
PEAPOD_WRAP(int, -1, fstat64, (int fd, struct stat* to), (fd, to))
PEAPOD_WRAP(int, -1, fstatat64, (int at, const char* path, struct stat* to, int flags), (at, path, to, flags))
PEAPOD_WRAP(int, -1, flock, (int fd, int operation), (fd, operation))
PEAPOD_WRAP(int, -1, pipe2, (int* ends, int flags), (ends, flags))
PEAPOD_WRAP(int, -1, socket, (int domain, int type, int protocol), (domain, type, protocol))
PEAPOD_WRAP(int, -1, bind, (int fd, const sockaddr* address, socklen_t size), (fd, address, size))
PEAPOD_WRAP(int, -1, connect, (int fd, const sockaddr* address, socklen_t size), (fd, address, size))
PEAPOD_WRAP(ssize_t, -1, sendmsg, (int fd, const msghdr* message, int flags), (fd, message, flags))
PEAPOD_WRAP(ssize_t, -1, recvmsg, (int fd, msghdr* message, int flags), (fd, message, flags))
PEAPOD_WRAP(int, -1, poll, (pollfd * polled, nfds_t count, int timeout), (polled, count, timeout))
PEAPOD_WRAP(int, -1, memfd_create, (const char* name, unsigned flags), (name, flags))
PEAPOD_WRAP(void*, MAP_FAILED, mmap64, (void* at, size_t size, int access, int flags, int fd, off_t from),
            (at, size, access, flags, fd, from))
PEAPOD_WRAP(int, -1, mount, (const char* from, const char* to, const char* type, unsigned long flags, const void* data),
            (from, to, type, flags, data))

// Those with a variable number of arguments pass on as many as there may be.
extern "C" int __real_openat64(int at, const char* path, int flags, ...);
extern "C" int __wrap_openat64(int at, const char* path, int flags, ...);
extern "C" int __wrap_openat64(int at, const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = (flags & (O_CREAT | __O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return peapod::test::must_fail("openat") ? -1 : __real_openat64(at, path, flags, mode);
}

extern "C" int __real_fcntl64(int fd, int command, ...);
extern "C" int __wrap_fcntl64(int fd, int command, ...);
extern "C" int __wrap_fcntl64(int fd, int command, ...) {
  va_list rest;
  va_start(rest, command);
  const long argument = va_arg(rest, long);
  va_end(rest);
  return peapod::test::must_fail("fcntl") ? -1 : __real_fcntl64(fd, command, argument);
}

extern "C" long __real_syscall(long number, ...);
extern "C" long __wrap_syscall(long number, ...);
extern "C" long __wrap_syscall(long number, ...) {
  va_list rest;
  va_start(rest, number);
  long arguments[6];
  for (long& argument : arguments) argument = va_arg(rest, long);
  va_end(rest);
  if (peapod::test::must_fail("syscall")) return -1;
  return __real_syscall(number, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], arguments[5]);
}
