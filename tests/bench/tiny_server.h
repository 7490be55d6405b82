#pragma once

#include <sys/types.h>

#include <cstdint>

namespace peapod::bench {

inline constexpr std::uint16_t kTinyServerPort = 8080;

// A server in a child process that answers every connection with 200, at 127.0.0.1 of a network namespace. Its end ends
// it.
class TinyServer {
 public:
  explicit TinyServer(int net_ns);  // Listens when this returns, or ok() is false.
  ~TinyServer();
  TinyServer(const TinyServer&) = delete;
  TinyServer& operator=(const TinyServer&) = delete;
  bool ok() const { return ok_; }

 private:
  pid_t pid_ = 0;
  bool ok_ = false;
};

}  // namespace peapod::bench
