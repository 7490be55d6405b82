#pragma once

// Serves the Kubernetes API of this one node: owns the listener and its connections, and hands each request
// to the router. The unix socket has mode 0600: whoever may open it may do everything.

#include <uv.h>

#include <functional>
#include <memory>
#include <string>

#include "firmware-agent/runtime/pod_control.h"
#include "platform/sys/result.h"

namespace peapod::api {

class Server {
 public:
  // Starts nothing yet. `loop` and `pods` must outlive the server.
  Server(uv_loop_t* loop, runtime::PodControl& pods, std::string socket_path);
  // Not between start() and stop()'s `done`.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Binds and listens. EADDRINUSE: another agent answers on this socket; a dead one's socket is replaced.
  Result<void> start();

  // Removes the socket and ends every connection; `done` is called from the loop when the last handle is
  // closed.
  void stop(std::function<void()> done);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace peapod::api
