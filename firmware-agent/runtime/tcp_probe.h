#pragma once

// tcpSocket probes: the port accepts a connection within the timeout, or not.

#include <string>

#include "firmware-agent/runtime/probe_run.h"

namespace peapod::runtime {

class TcpProbe : public ProbeRun {
 public:
  // `host` and `netns` as ProbeRun has it; `port` resolved to a number.
  static LoopOwned<TcpProbe> make(uv_loop_t* loop, const std::string& host, std::int32_t port, ProbeDone done);

 private:
  TcpProbe(uv_loop_t* loop, const std::string& host, std::int32_t port, ProbeDone done);
  ~TcpProbe() override = default;

  void begin() override;
  void connected() override;
  void connect_failed(int error) override;
  void ready() override {}
  void timed_out() override;

  std::int32_t port_;
  std::string dial_;  // "dial tcp 127.0.0.1:80: "
};

}  // namespace peapod::runtime
