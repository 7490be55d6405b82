#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "platform/sys/unique_fd.h"

namespace peapod::test {

// A network namespace of its own with lo up; this thread stays where it is. It goes when the last socket of it is
// closed.
class NetworkBox {
 public:
  NetworkBox();
  bool usable() const { return static_cast<bool>(fd_); }  // Needs root.
  int fd() const { return fd_.get(); }

  // A socket in it that listens on an address ("127.0.0.1" or "::1"), port 0: any that is free.
  UniqueFd listen(const std::string& address, int port = 0) const;
  static int port_of(int socket);

 private:
  UniqueFd fd_;
};

// Answers each connection with the next of its scripted responses, in a thread, and writes down what it was asked.
// After the last one it answers with that again.
class ScriptedServer {
 public:
  // "" closes without an answer; kSilence leaves the connection open without one until the server ends; a response that
  // ends in kHold is sent without it and the connection left open.
  static const std::string kSilence;
  static const std::string kHold;

  ScriptedServer(UniqueFd listening, std::vector<std::string> responses);
  ~ScriptedServer();

  int port() const { return port_; }
  std::vector<std::string> requests() const;

 private:
  void serve();
  void answer(UniqueFd connection);

  UniqueFd listening_;
  int port_;
  std::vector<std::string> responses_;
  mutable std::mutex mutex_;
  std::vector<std::string> requests_;
  std::vector<UniqueFd> held_;
  std::thread thread_;
};

}  // namespace peapod::test
