#pragma once

// The few structs of system calls that no kernel header offers to programs without a C library.

#include <linux/uio.h>
#include <stddef.h>
#include <stdint.h>

namespace peapod::platform {

struct MessageHeader {  // struct user_msghdr
  void* name = nullptr;
  int name_length = 0;
  iovec* parts = nullptr;
  size_t part_count = 0;
  void* control = nullptr;
  size_t control_length = 0;
  unsigned flags = 0;
};

// Room for descriptors passed over a socket: struct cmsghdr and its data.
template <size_t Count>
struct ControlMessage {
  static constexpr size_t kHeaderSize = sizeof(size_t) + 2 * sizeof(int);

  size_t length = 0;  // Header and data, without padding at the end.
  int level = 0;
  int type = 0;
  int fds[Count] = {};
};

struct PeerCredentials {  // struct ucred
  int32_t pid = 0;
  uint32_t uid = 0;
  uint32_t gid = 0;
};

struct SignalAction {  // struct sigaction of every architecture is no larger; all zero is SIG_DFL.
  unsigned long words[8] = {};
};

constexpr int kScmRights = 1;                         // SCM_RIGHTS, linux/socket.h of the kernel proper.
constexpr unsigned kMessageTruncatedControl = 0x8;    // MSG_CTRUNC
constexpr unsigned kMessageDontWait = 0x40;           // MSG_DONTWAIT
constexpr unsigned kMessageNoSignal = 0x4000;         // MSG_NOSIGNAL
constexpr unsigned kMessageCloseOnExec = 0x40000000;  // MSG_CMSG_CLOEXEC

}  // namespace peapod::platform
