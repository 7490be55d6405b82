#pragma once

// kubectl speaks TCP only, the agent a unix socket: this carries bytes between the two while a test runs.

#include <cstdint>
#include <string>
#include <thread>

#include "platform/sys/unique_fd.h"

namespace peapod::test {

class TcpBridge {
 public:
  // Listens on a port of 127.0.0.1; each connection becomes one to the socket.
  explicit TcpBridge(std::string socket_path);
  ~TcpBridge();  // Ends every connection.
  TcpBridge(const TcpBridge&) = delete;
  TcpBridge& operator=(const TcpBridge&) = delete;

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

 private:
  void carry();

  std::string socket_path_;
  UniqueFd listener_;
  UniqueFd stop_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

}  // namespace peapod::test
