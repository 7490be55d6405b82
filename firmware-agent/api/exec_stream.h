#pragma once

// Answers GET .../pods/NAME/exec: a process in a container, over a WebSocket of Kubernetes' remote command
// protocol. Each message is a channel number and bytes: 0 stdin, 1 stdout, 2 stderr, 3 the Status at the end,
// 4 the terminal's size as {"Width":80,"Height":24}, and in version 5 also 255: close the channel whose
// number follows.

#include <memory>
#include <string>

#include "firmware-agent/http/connection.h"
#include "firmware-agent/runtime/pod_control.h"

namespace peapod::api {

enum class Channel : std::uint8_t { Stdin = 0, Stdout = 1, Stderr = 2, Error = 3, Resize = 4, Close = 255 };

inline constexpr std::string_view kExecProtocols[] = {"v5.channel.k8s.io", "v4.channel.k8s.io"};

class ExecStream final : public http::Activity {
 public:
  explicit ExecStream(http::Connection& connection) : connection_(connection) {}

  // False when refused; then `refusal` says why and nothing has been written.
  bool start(runtime::PodControl& pods, const runtime::ExecRequest& request, runtime::Refusal& refusal);
  // After the connection has become a WebSocket.
  void greet();

  void received(std::string_view message) override;
  void drained() override;

 private:
  void output(int stream, std::string_view data);
  void finish(std::string_view status_json);
  void send(Channel channel, std::string_view data);

  http::Connection& connection_;
  std::unique_ptr<runtime::ExecSession> session_;
  std::string early_;  // The status of a process that ended before the WebSocket began.
  bool greeted_ = false;
  bool held_ = false;
  bool ended_ = false;
};

// The Status a process's end is reported with.
std::string exit_status_json(int exit_code);

}  // namespace peapod::api
