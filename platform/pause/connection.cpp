#include "platform/pause/connection.h"

#include <asm/socket.h>
#include <linux/errno.h>
#include <linux/fcntl.h>

#include "platform/pause/kernel_types.h"
#include "platform/pause/syscall.h"

namespace peapod::platform {

void Connection::accept(int listen_fd) {
  const long accepted = system_call(__NR_accept4, listen_fd, nullptr, nullptr, O_CLOEXEC | O_NONBLOCK);
  if (accepted < 0) return;
  PeerCredentials peer;
  int length = sizeof peer;
  if (system_call(__NR_getsockopt, accepted, SOL_SOCKET, SO_PEERCRED, &peer, &length) < 0 || peer.uid != 0) {
    system_call(__NR_close, accepted);
    return;
  }
  close();
  fd = static_cast<int>(accepted);
}

void Connection::close() {
  if (fd >= 0) system_call(__NR_close, fd);
  fd = -1;
  greeted = listing = has_answer = send_blocked = false;
}

void Connection::receive(Received& received) {
  iovec part{&received.request, sizeof received.request};
  ControlMessage<1 + kMaxPlanFds> control;
  MessageHeader message;
  message.parts = &part;
  message.part_count = 1;
  message.control = &control;
  message.control_length = sizeof control;
  const long size = system_call(__NR_recvmsg, fd, &message, kMessageDontWait | kMessageCloseOnExec);
  if (size == -EAGAIN || size == -EINTR) return;
  if (size <= 0) {  // An empty message looks like the end: nobody who means well sends one.
    received.kind = Received::Kind::Closed;
    return;
  }
  if (message.control_length > control.kHeaderSize && control.level == SOL_SOCKET && control.type == kScmRights) {
    received.fd_count = static_cast<unsigned>((control.length - control.kHeaderSize) / sizeof(int));
    for (unsigned i = 0; i < received.fd_count; ++i) received.fds[i] = control.fds[i];
  }
  received.fds_missing = (message.flags & kMessageTruncatedControl) != 0;
  const bool sound = size == sizeof received.request && received.request.magic == kProtocolMagic;
  received.kind = sound ? Received::Kind::Request : Received::Kind::Garbage;
}

bool Connection::send(const Reply& reply, const int* fds, unsigned fd_count) {
  iovec part{const_cast<Reply*>(&reply), sizeof reply};
  ControlMessage<kMaxHeld> control;
  MessageHeader message;
  message.parts = &part;
  message.part_count = 1;
  if (fd_count > 0) {
    control.length = control.kHeaderSize + fd_count * sizeof(int);
    control.level = SOL_SOCKET;
    control.type = kScmRights;
    for (unsigned i = 0; i < fd_count; ++i) control.fds[i] = fds[i];
    message.control = &control;
    message.control_length = control.length;
  }
  const long sent = system_call(__NR_sendmsg, fd, &message, kMessageDontWait | kMessageNoSignal);
  if (sent >= 0) return true;
  if (sent == -EAGAIN) {
    send_blocked = true;
  } else {
    close();
  }
  return false;
}

}  // namespace peapod::platform
