#pragma once

// Listens on a unix socket and owns the connections of those who come.

#include <sys/types.h>
#include <uv.h>

#include <functional>
#include <set>
#include <string>

#include "firmware-agent/http/connection.h"
#include "platform/sys/result.h"

namespace peapod::http {

class Listener {
 public:
  // `loop` outlives the listener.
  Listener(uv_loop_t* loop, Connection::Handler handler);
  ~Listener();  // Not while open.
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  // Makes the socket with mode 0600, in one step, in place of a dead one. EADDRINUSE when somebody answers
  // there.
  Result<void> listen_unix(const std::string& path);

  // Removes the socket unless another has taken its place, and drops every connection. `done` is called from
  // the loop.
  void close(std::function<void()> done);

 private:
  void accept();
  void finish_close();

  uv_loop_t* loop_;
  Connection::Handler handler_;
  uv_pipe_t pipe_;
  std::string path_;
  dev_t device_ = 0;  // Of our socket, to know it from a successor's.
  ino_t inode_ = 0;
  std::set<Connection*> connections_;
  bool open_ = false;
  std::function<void()> closed_;
};

}  // namespace peapod::http
