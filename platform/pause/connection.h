#pragma once

// The keeper's side of its one connection. A newer agent replaces an older one. At most one answer waits to
// be sent, and until it is sent nothing more is read, so an agent that does not listen cannot make the keeper
// store anything.

#include "platform/pause/plan_format.h"
#include "platform/pause/protocol.h"

namespace peapod::platform {

struct Received {
  enum class Kind : uint8_t { Nothing, Closed, Garbage, Request } kind = Kind::Nothing;
  Request request;
  int fds[1 + kMaxPlanFds];  // The receiver's to close.
  unsigned fd_count = 0;
  bool fds_missing = false;  // Some did not fit into our descriptor table.
};

struct Connection {
  int fd = -1;
  bool greeted = false;       // Said Hello.
  bool listing = false;       // Ready is still to be sent.
  bool has_answer = false;    // `answer` is still to be sent.
  bool send_blocked = false;  // Until poll says POLLOUT.
  Reply answer;

  // Takes a waiting connection in place of the one there was, when it is root's.
  void accept(int listen_fd);
  void close();
  void receive(Received& received);
  // False: not sent, because the agent must read first, or is gone (then closed).
  bool send(const Reply& reply, const int* fds, unsigned fd_count);
};

}  // namespace peapod::platform
