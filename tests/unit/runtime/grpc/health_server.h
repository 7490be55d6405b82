#pragma once

// A small gRPC server for probes, with nghttp2: answers each HTTP/2 call as its script says, in a thread.

#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "platform/sys/unique_fd.h"

namespace peapod::test {

struct HealthCall {
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;

  std::string header(const std::string& name) const;  // Empty: none.
};

struct HealthAnswer {
  enum class Kind : std::uint8_t {
    Answer,      // `http_status`, `body`, then the trailers.
    Reset,       // RST_STREAM with `reset_code`.
    Silence,     // The call is taken, nothing comes.
    NoSettings,  // The connection is taken, nothing comes.
    Hang_up,     // The connection is closed when the call has come.
    Close_first  // The connection is closed before anything is said.
  } kind = Kind::Answer;
  std::string http_status = "200";
  std::string body;
  std::vector<std::pair<std::string, std::string>> trailers = {{"grpc-status", "0"}};
  std::uint32_t reset_code = 0;
};

// A length-prefixed HealthCheckResponse with this status.
std::string health_message(char status);
HealthAnswer health_status(char status);
HealthAnswer grpc_error(const std::string& code, const std::string& message);

// Like ScriptedServer: each connection gets the next answer, after the last one that again.
class HealthServer {
 public:
  HealthServer(UniqueFd listening, std::vector<HealthAnswer> answers);
  ~HealthServer();

  int port() const { return port_; }
  std::vector<HealthCall> calls() const;
  std::size_t connections() const;

 private:
  void serve();
  void talk(UniqueFd connection, const HealthAnswer& answer);

  UniqueFd listening_;
  int port_;
  const std::vector<HealthAnswer> answers_;
  mutable std::mutex mutex_;
  int current_ = -1;  // The connection being served, so that the end need not wait for its client.
  std::vector<HealthCall> calls_;
  std::size_t connections_ = 0;
  std::vector<UniqueFd> held_;
  std::thread thread_;
};

}  // namespace peapod::test
